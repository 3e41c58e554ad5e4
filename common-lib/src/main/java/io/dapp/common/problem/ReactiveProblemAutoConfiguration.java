package io.dapp.common.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.reactive.DispatcherHandler;
import tools.jackson.databind.json.JsonMapper;

/** Problems of reactive services. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
public final class ReactiveProblemAutoConfiguration {
    @Bean
    ReactiveProblemWriter reactiveProblemWriter(JsonMapper json) {
        return new ReactiveProblemWriter(json, new ProblemLog());
    }

    @Bean
    ReactiveProblemHandler reactiveProblemHandler(ReactiveProblemWriter writer) {
        return new ReactiveProblemHandler(writer);
    }

    /** Paths that Spring Security's firewall does not let through. */
    @Bean
    ServerExchangeRejectedHandler rejectedAsProblem(ReactiveProblemWriter writer) {
        return (exchange, _) -> writer.write(exchange, ProblemMapping.ofStatus(400));
    }
}
