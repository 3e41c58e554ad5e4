package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import io.dapp.chain.ChainRecord;
import org.jspecify.annotations.Nullable;

/** What followers have recorded of each chain, for judging nodes. */
final class RecordedChains implements ChainRecord {
    private final FollowerStore followers;

    RecordedChains(FollowerStore followers) {
        this.followers = followers;
    }

    @Override
    public @Nullable Known read(ChainId chain) {
        FollowerStore.KnownBlocks known = followers.known(chain);
        return known == null ? null : new Known(known.genesis(), known.lastFinal());
    }
}
