package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Says which accounts have to be sent (again); inside the caller's transaction. */
final class Resends {
    private final JdbcClient jdbc;

    Resends(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Locks accounts before their payments, as everybody does: those that are free at once, then the others one after
     * another. Only a chain's follower waits with accounts in hand, so that nobody whom it waits for waits for it.
     */
    void lock(ChainId chain, Collection<Address> accounts) {
        Set<Address> left = new TreeSet<>(accounts);
        left.removeAll(lock(chain, left, "for update skip locked"));
        if (!left.isEmpty()) {
            lock(chain, left, "for update");
        }
    }

    private List<Address> lock(ChainId chain, Set<Address> accounts, String how) {
        return jdbc.sql("select address from account"
                        + " where chain_id = ? and address = any(?::bytea[]) order by chain_id, address " + how)
                .param(chain.value())
                .param(bytes(accounts))
                .query((row, index) -> Address.of(row.getBytes("address")))
                .list();
    }

    /**
     * Of these locked accounts, those with something that no node has: it is sent now, also if this process dies next.
     *
     * @return the accounts to send
     */
    List<Address> due(ChainId chain, Collection<Address> accounts) {
        return jdbc.sql("""
                        update account t
                           set send_at = clock_timestamp()
                         where t.chain_id = ? and t.address = any(?::bytea[])
                           and exists (select from payment p
                                        cross join lateral (select acknowledged_by from attempt
                                                             where payment_id = p.id
                                                             order by ordinal desc limit 1) a
                                        where p.chain_id = t.chain_id and p.sender = t.address
                                          and p.status = 'pending' and p.kind = 'custodial'
                                          and a.acknowledged_by is null)
                        returning t.address
                        """)
                .param(chain.value())
                .param(bytes(accounts))
                .query((row, index) -> Address.of(row.getBytes("address")))
                .list();
    }

    /**
     * Forgets what nodes acknowledged of these locked accounts: a pool that lost one transaction may have lost those
     * behind it. Whoever is sending now may record an answer from before, so that his lease ends here.
     */
    void forget(ChainId chain, Collection<Address> accounts) {
        byte[][] addresses = bytes(accounts);
        jdbc.sql("""
                        update attempt a
                           set acknowledged_by = null
                          from payment p
                         where p.chain_id = ? and p.sender = any(?::bytea[]) and p.status = 'pending'
                           and p.kind = 'custodial' and a.payment_id = p.id and a.acknowledged_by is not null
                        """).param(chain.value()).param(addresses).update();
        jdbc.sql("""
                        update account
                           set lease_epoch = lease_epoch + 1, lease_owner = null, lease_until = null,
                               send_at = clock_timestamp()
                         where chain_id = ? and address = any(?::bytea[])
                        """).param(chain.value()).param(addresses).update();
    }

    /** Accounts with pending payments that this node acknowledged, in the order of their addresses. */
    List<Address> heldBy(ChainId chain, String node, Address after, int limit) {
        return jdbc.sql("""
                        select distinct p.sender
                          from payment p
                          join attempt a on a.payment_id = p.id
                         where p.chain_id = ? and p.status = 'pending' and p.kind = 'custodial'
                           and a.acknowledged_by = ? and p.sender > ?
                         order by p.sender
                         limit ?
                        """)
                .param(chain.value())
                .param(node)
                .param(after.bytes())
                .param(limit)
                .query((row, index) -> Address.of(row.getBytes("sender")))
                .list();
    }

    private static byte[][] bytes(Collection<Address> accounts) {
        List<byte[]> bytes = new ArrayList<>();
        accounts.stream().sorted().forEach(account -> bytes.add(account.bytes()));
        return bytes.toArray(byte[][]::new);
    }
}
