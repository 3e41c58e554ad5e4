package io.dapp.common.security;

import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A verified bearer as Spring Security knows it; keeps no token. Authorities: {@code ROLE_<role>}, {@code SCOPE_<scope>}. */
final class BearerAuthentication extends AbstractAuthenticationToken {
    private final transient AuthenticatedUser user;

    BearerAuthentication(AuthenticatedUser user) {
        super(authorities(user));
        this.user = user;
        setAuthenticated(true);
    }

    @Override
    public AuthenticatedUser getPrincipal() {
        return user;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BearerAuthentication that && user.equals(that.user);
    }

    @Override
    public int hashCode() {
        return user.hashCode();
    }

    private static Collection<GrantedAuthority> authorities(AuthenticatedUser user) {
        return Stream.concat(
                        user.roles().stream().map(role -> "ROLE_" + role),
                        user.scopes().stream().map(scope -> "SCOPE_" + scope))
                .<GrantedAuthority>map(SimpleGrantedAuthority::new)
                .toList();
    }
}
