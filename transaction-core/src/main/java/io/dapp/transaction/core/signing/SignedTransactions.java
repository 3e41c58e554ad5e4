package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.DecodedTransaction.Authorization;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;

/** Reads transactions that were signed elsewhere, as strictly as a node does. */
public final class SignedTransactions {
    private static final BigInteger LOWEST_PROTECTED_V = BigInteger.valueOf(37);

    private SignedTransactions() {}

    /**
     * Reads a transaction and finds out who signed it.
     *
     * @param raw of type 0 with EIP-155's chain id, 1, 2 or 4
     * @throws IllegalArgumentException when it is something else, or no valid signature; its message may be shown to the
     *     caller
     */
    public static DecodedTransaction decode(Bytes raw) {
        byte[] bytes = raw.value();
        int type = bytes.length == 0 ? -1 : bytes[0] & 0xff;
        return switch (type) {
            case 1 -> typed(bytes, 11);
            case 2 -> typed(bytes, 12);
            case 4 -> typed(bytes, 13);
            case 3 -> throw new IllegalArgumentException("carries blobs (EIP-4844), which are not sent here");
            default -> {
                if (type < 0xc0) {
                    throw new IllegalArgumentException("is not a transaction of type 0, 1, 2 or 4");
                }
                yield legacy(bytes);
            }
        };
    }

    private static DecodedTransaction legacy(byte[] bytes) {
        List<RlpItem> fields = fields(bytes, 9);
        BigInteger v = fields.get(6).number();
        if (v.compareTo(LOWEST_PROTECTED_V) < 0) {
            throw new IllegalArgumentException("names no chain (EIP-155): it could be sent on any");
        }
        BigInteger[] chainAndParity = v.subtract(BigInteger.valueOf(35)).divideAndRemainder(BigInteger.TWO);
        ChainId chain = chain(chainAndParity[0]);
        Rlp signed = unsigned(fields.subList(0, 6)).add(chain.value()).add(0).add(0);
        Address sender = sender(
                fields.get(7).number(), fields.get(8).number(), chainAndParity[1].intValue(), Hash.sha3(signed.list()));
        return new DecodedTransaction(
                0,
                chain,
                nonce(fields.get(0)),
                new OfferedFees.GasPrice(new Wei(fields.get(1).number())),
                gas(fields.get(2)),
                to(fields.get(3)),
                new Wei(fields.get(4).number()),
                new Bytes(fields.get(5).text()),
                TransactionHash.of(Hash.sha3(bytes)),
                sender,
                DecodedTransaction.Accessed.NOTHING,
                List.of());
    }

    /** Chain, nonce, fees, gas, to, value, data, access list, in type 4 authorizations; parity, r, s. */
    private static DecodedTransaction typed(byte[] bytes, int size) {
        int type = bytes[0];
        List<RlpItem> fields = fields(Arrays.copyOfRange(bytes, 1, bytes.length), size);
        int gas = type == 1 ? 3 : 4;
        DecodedTransaction.Accessed accessed = accessed(fields.get(gas + 4));
        Address to = to(fields.get(gas + 1));
        List<Authorization> authorizations = type == 4
                ? fields.get(gas + 5).items().stream()
                        .map(SignedTransactions::authorization)
                        .toList()
                : List.of();
        if (type == 4 && (authorizations.isEmpty() || to == null)) {
            throw new IllegalArgumentException("of type 4 must have authorizations and a receiver (EIP-7702)");
        }
        byte[] digest =
                Hash.sha3(typed(type, unsigned(fields.subList(0, size - 3)).list()));
        return new DecodedTransaction(
                type,
                chain(fields.get(0).number()),
                nonce(fields.get(1)),
                fees(type, fields),
                gas(fields.get(gas)),
                to,
                new Wei(fields.get(gas + 2).number()),
                new Bytes(fields.get(gas + 3).text()),
                TransactionHash.of(Hash.sha3(bytes)),
                sender(
                        fields.get(size - 2).number(),
                        fields.get(size - 1).number(),
                        parity(fields.get(size - 3)),
                        digest),
                accessed,
                authorizations);
    }

    private static OfferedFees fees(int type, List<RlpItem> fields) {
        Wei first = new Wei(fields.get(2).number());
        return type == 1
                ? new OfferedFees.GasPrice(first)
                : new OfferedFees.Dynamic(new Wei(fields.get(3).number()), first);
    }

    private static Authorization authorization(RlpItem item) {
        List<RlpItem> fields = item.items();
        if (fields.size() != 6) {
            throw malformed();
        }
        BigInteger chain = fields.get(0).number();
        Address delegate = address(fields.get(1).text());
        BigInteger nonce = fields.get(2).number();
        byte[] digest = Hash.sha3(typed(5, unsigned(fields.subList(0, 3)).list()));
        BigInteger parity = fields.get(3).number();
        BigInteger r = fields.get(4).number();
        BigInteger s = fields.get(5).number();
        Address authority = parity.bitLength() <= 1 && Curve.isLow(s)
                ? Curve.signer(r, s, parity.intValue(), digest).orElse(null)
                : null;
        return new Authorization(chain, delegate, nonce, authority);
    }

    private static Address sender(BigInteger r, BigInteger s, int parity, byte[] digest) {
        if (!Curve.isLow(s)) {
            throw new IllegalArgumentException("has a signature whose s is in the upper half (EIP-2)");
        }
        return Curve.signer(r, s, parity, digest)
                .orElseThrow(() -> new IllegalArgumentException("has no valid signature"));
    }

    private static DecodedTransaction.Accessed accessed(RlpItem list) {
        int keys = 0;
        for (RlpItem entry : list.items()) {
            if (entry.items().size() != 2) {
                throw malformed();
            }
            address(entry.items().getFirst().text());
            for (RlpItem key : entry.items().getLast().items()) {
                if (key.text().length != 32) {
                    throw malformed();
                }
                keys++;
            }
        }
        return new DecodedTransaction.Accessed(list.items().size(), keys);
    }

    private static List<RlpItem> fields(byte[] list, int size) {
        List<RlpItem> fields = RlpItem.read(list).items();
        if (fields.size() != size) {
            throw malformed();
        }
        return fields;
    }

    private static Rlp unsigned(List<RlpItem> fields) {
        Rlp list = new Rlp();
        fields.forEach(list::add);
        return list;
    }

    private static byte[] typed(int type, byte[] list) {
        byte[] typed = new byte[list.length + 1];
        typed[0] = (byte) type;
        System.arraycopy(list, 0, typed, 1, list.length);
        return typed;
    }

    private static ChainId chain(BigInteger number) {
        if (number.signum() == 0 || number.bitLength() > 63) {
            throw new IllegalArgumentException("names no chain that exists here");
        }
        return new ChainId(number.longValueExact());
    }

    private static Nonce nonce(RlpItem item) {
        return new Nonce(fitting(item, "nonce"));
    }

    private static long gas(RlpItem item) {
        return fitting(item, "gas limit");
    }

    private static long fitting(RlpItem item, String what) {
        BigInteger number = item.number();
        if (number.bitLength() > 63) {
            throw new IllegalArgumentException("has a " + what + " beyond what a chain takes");
        }
        return number.longValueExact();
    }

    private static int parity(RlpItem item) {
        BigInteger parity = item.number();
        if (parity.bitLength() > 1) {
            throw malformed();
        }
        return parity.intValue();
    }

    private static @Nullable Address to(RlpItem item) {
        return item.text().length == 0 ? null : address(item.text());
    }

    private static Address address(byte[] bytes) {
        if (bytes.length != 20) {
            throw malformed();
        }
        return Address.of(bytes);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("is not the RLP encoding of a transaction");
    }
}
