package io.dapp.common.security;

import io.dapp.common.problem.ReactiveProblemAutoConfiguration;
import io.dapp.common.problem.ReactiveProblemWriter;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.OrServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.reactive.DispatcherHandler;
import reactor.core.publisher.Mono;

/** Bearer tokens in reactive services: everything under {@code /api} needs one, public paths apart. */
@AutoConfiguration(
        after = {SecurityAutoConfiguration.class, ReactiveProblemAutoConfiguration.class},
        before = {ReactiveWebSecurityAutoConfiguration.class, ReactiveUserDetailsServiceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({DispatcherHandler.class, ServerHttpSecurity.class})
public final class ReactiveSecurityAutoConfiguration {

    @Bean
    @ConditionalOnBean(ReactiveTokenVerifier.class)
    SecurityWebFilterChain bearerTokenChain(
            ServerHttpSecurity http,
            ReactiveTokenVerifier verifier,
            ReactiveProblemWriter problems,
            SecurityProperties properties) {
        ServerWebExchangeMatcher needsToken = needsToken(properties.publicPaths());
        return stateless(http)
                .authorizeExchange(exchanges -> exchanges
                        .matchers(needsToken)
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .addFilterAt(
                        new BearerTokenWebFilter(verifier, problems, needsToken),
                        SecurityWebFiltersOrder.AUTHENTICATION)
                .build();
    }

    /** A service without an API still has a management port, which Spring Security would lock. */
    @Bean
    @ConditionalOnMissingBean(SecurityWebFilterChain.class)
    SecurityWebFilterChain noApiChain(ServerHttpSecurity http) {
        return stateless(http)
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers("/api/**")
                        .denyAll()
                        .anyExchange()
                        .permitAll())
                .build();
    }

    /** As in servlet services: a request is observed and traced once. */
    @Bean
    @ConditionalOnMissingBean
    static SecurityObservationSettings requestsObservedOnce() {
        return SecurityObservationSettings.noObservations();
    }

    /** Keeps Boot from inventing a user with a password. */
    @Bean
    @ConditionalOnMissingBean
    ReactiveAuthenticationManager noPasswordLogin() {
        return _ -> Mono.error(() -> new AuthenticationServiceException("only bearer tokens let anybody in"));
    }

    private static ServerHttpSecurity stateless(ServerHttpSecurity http) {
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance());
    }

    private static ServerWebExchangeMatcher needsToken(List<String> publicPaths) {
        ServerWebExchangeMatcher api = new PathPatternParserServerWebExchangeMatcher("/api/**");
        if (publicPaths.isEmpty()) {
            return api;
        }
        List<ServerWebExchangeMatcher> open = publicPaths.stream()
                .<ServerWebExchangeMatcher>map(PathPatternParserServerWebExchangeMatcher::new)
                .toList();
        return new AndServerWebExchangeMatcher(
                api, new NegatedServerWebExchangeMatcher(new OrServerWebExchangeMatcher(open)));
    }
}
