package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.transaction.core.UserTurns;
import io.dapp.transaction.core.record.AccountKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What accounts held, used again for a while where payments are accepted, so that a balance is not read once per account
 * and block. An older view is as right: what is spoken for counts from its own block, so every payment since is still
 * subtracted and nothing that came in since is added. Nobody is refused by one that is not the cursor's: who asks again
 * for a refusal asks {@code fresh}. A view whose block is gone is found out under the account's lock. Only what something
 * else than its payments takes from an account is seen later: therefore only accounts that pay several times a block are
 * served so.
 */
final class KeptViews {
    private final Funds funds;
    private final UserTurns contractTurns;
    private final int blocks;
    private final int payments;
    private final int busy;
    private final Map<AccountKey, Kept> kept;

    /** A view, and how many payments it has served: as long as it is used, all that were mined since are summed up. */
    private record Kept(FundsView view, int served) {}

    KeptViews(Funds funds, UserTurns contractTurns, LineSettings settings) {
        this.funds = funds;
        this.contractTurns = contractTurns;
        this.blocks = settings.viewBlocks();
        this.payments = settings.viewPayments();
        this.busy = settings.viewBusy();
        int most = settings.keptViews();
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<AccountKey, Kept> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * A view to admit payments by.
     *
     * @param fresh whether it is to be the cursor's as it is now
     * @param owner of the account: his turns are taken for what tokens are asked
     * @param asked how many payments
     * @throws io.dapp.common.problem.ProblemException {@code rate_limited} where his turn does not come in time
     */
    FundsView view(UUID owner, AccountKey account, boolean fresh, Set<Address> tokens, int asked) {
        if (!tokens.isEmpty()) {
            return contractTurns.of(owner, () -> funds.view(account, fresh, tokens));
        }
        if (!fresh) {
            long cursor = funds.requireReady(account.chainId()).number();
            synchronized (kept) {
                Kept one = kept.get(account);
                if (one != null && serves(one, cursor, asked)) {
                    kept.put(account, new Kept(one.view(), one.served() + asked));
                    return one.view();
                }
            }
        }
        FundsView view = funds.view(account, fresh);
        synchronized (kept) {
            kept.put(account, new Kept(view, asked));
        }
        return view;
    }

    private boolean serves(Kept one, long cursor, int asked) {
        long since = cursor - one.view().block().number();
        return since == 0 || (since > 0 && since <= blocks && one.served() >= busy && one.served() + asked <= payments);
    }
}
