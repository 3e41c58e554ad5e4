package io.dapp.local.infra;

/** A PostgreSQL role and its password. */
public record DatabaseCredentials(String username, String password) {
    @Override
    public String toString() {
        return username;
    }
}
