package io.dapp.common.security;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.Problem;
import io.dapp.common.problem.ServletProblemAutoConfiguration;
import io.dapp.common.problem.ServletProblemWriter;
import jakarta.servlet.Servlet;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Bearer tokens in servlet services: everything under {@code /api} needs one, public paths apart. */
@AutoConfiguration(
        after = {SecurityAutoConfiguration.class, ServletProblemAutoConfiguration.class},
        before = {ServletWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, HttpSecurity.class})
public final class ServletSecurityAutoConfiguration {

    @Bean
    @ConditionalOnBean(TokenVerifier.class)
    SecurityFilterChain bearerTokenChain(
            HttpSecurity http, TokenVerifier verifier, ServletProblemWriter problems, SecurityProperties properties) {
        RequestMatcher needsToken = needsToken(properties.publicPaths());
        return stateless(http)
                .authorizeHttpRequests(requests -> requests.requestMatchers(needsToken)
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .addFilterBefore(
                        new BearerTokenFilter(verifier, problems, needsToken, anyOf(properties.endedSessionPaths())),
                        AuthorizationFilter.class)
                .exceptionHandling(failures -> failures.authenticationEntryPoint(
                                (request, response, _) -> problems.write(request, response, BearerProblems.missing()))
                        .accessDeniedHandler((request, response, _) -> problems.write(
                                request, response, Problem.of(CommonError.FORBIDDEN, "That is not allowed."))))
                .build();
    }

    /** A service without an API still has a management port, which Spring Security would lock. */
    @Bean
    @ConditionalOnMissingBean(SecurityFilterChain.class)
    SecurityFilterChain noApiChain(HttpSecurity http) {
        return stateless(http)
                .authorizeHttpRequests(requests -> requests.requestMatchers("/api/**")
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .build();
    }

    /** A request is observed and traced once: each of Spring Security's filters apart costs more than all that they do. */
    @Bean
    @ConditionalOnMissingBean
    static SecurityObservationSettings requestsObservedOnce() {
        return SecurityObservationSettings.noObservations();
    }

    /** Keeps Boot from inventing a user with a password. */
    @Bean
    @ConditionalOnMissingBean
    AuthenticationManager noPasswordLogin() {
        return _ -> {
            throw new AuthenticationServiceException("only bearer tokens let anybody in");
        };
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    private static RequestMatcher needsToken(List<String> publicPaths) {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        return new AndRequestMatcher(paths.matcher("/api/**"), new NegatedRequestMatcher(anyOf(publicPaths)));
    }

    private static RequestMatcher anyOf(List<String> patterns) {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        List<RequestMatcher> matchers =
                patterns.stream().<RequestMatcher>map(paths::matcher).toList();
        return matchers.isEmpty() ? _ -> false : new OrRequestMatcher(matchers);
    }
}
