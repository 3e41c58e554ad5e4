package io.dapp.chain.abi;

/** One parameter; its name is empty where the declaration gives none. */
record AbiParameter(String name, AbiType type, boolean indexed) {}
