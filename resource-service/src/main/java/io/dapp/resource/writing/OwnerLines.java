package io.dapp.resource.writing;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The change numbers of each owner. */
@Component
class OwnerLines {
    private final JdbcClient jdbc;

    OwnerLines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The owner's next change number; holds the lock on their line until the transaction ends. */
    long next(UUID owner) {
        return jdbc.sql("""
                        insert into owner_line as line (owner_id, change_number) values (?, 1)
                        on conflict (owner_id) do update set change_number = line.change_number + 1
                        returning change_number
                        """).param(owner).query(Long.class).single();
    }
}
