package io.dapp.common.problem;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.DispatcherServlet;
import tools.jackson.databind.json.JsonMapper;

/** Problems of servlet services. */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, DispatcherServlet.class})
public final class ServletProblemAutoConfiguration {
    // Inside the filter that opens the request's observation, outside of everything else, security too.
    private static final int INSIDE_OBSERVATION = Ordered.HIGHEST_PRECEDENCE + 2;

    @Bean
    ProblemLog problemLog() {
        return new ProblemLog();
    }

    @Bean
    ServletProblemWriter servletProblemWriter(JsonMapper json, ProblemLog log) {
        return new ServletProblemWriter(json, log);
    }

    @Bean
    ServletProblemAdvice servletProblemAdvice(ProblemLog log) {
        return new ServletProblemAdvice(log);
    }

    @Bean
    ProblemErrorController problemErrorController(ServletProblemWriter writer) {
        return new ProblemErrorController(writer);
    }

    @Bean
    @ConditionalOnClass(name = "org.apache.catalina.valves.ErrorReportValve")
    TomcatProblems tomcatProblems(JsonMapper json) {
        return new TomcatProblems(json);
    }

    @Bean
    FilterRegistrationBean<ProblemFilter> problemFilter(
            ServletProblemWriter writer, @Value("${dapp.http.max-body-size:64KB}") DataSize maxBodySize) {
        FilterRegistrationBean<ProblemFilter> registration =
                new FilterRegistrationBean<>(new ProblemFilter(writer, maxBodySize));
        registration.setOrder(INSIDE_OBSERVATION);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        return registration;
    }
}
