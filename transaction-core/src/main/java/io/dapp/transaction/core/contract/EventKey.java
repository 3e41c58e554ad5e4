package io.dapp.transaction.core.contract;

import io.dapp.chain.Address;
import io.dapp.chain.Log;
import io.dapp.chain.LogTopic;

/** What a contract says, as a chain is asked for it. */
public record EventKey(Address address, LogTopic topic) {
    static EventKey of(Log log) {
        return new EventKey(log.address(), log.topics().getFirst());
    }
}
