package io.dapp.common.problem;

import java.io.IOException;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** Answers what Tomcat refuses before there is a servlet, for instance a path it cannot decode; else it is HTML. */
final class TomcatProblems implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {
    private final JsonMapper json;

    TomcatProblems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public int getOrder() {
        // After Boot has added its own: the valve added last reports first.
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            host.getPipeline().addValve(new ProblemValve(json));
        });
    }

    private static final class ProblemValve extends ErrorReportValve {
        private final JsonMapper json;

        ProblemValve(JsonMapper json) {
            this.json = json;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            Problem problem = ProblemMapping.ofStatus(status);
            byte[] body = json.writeValueAsBytes(problem.body(null));
            try {
                response.setContentType(Problem.MEDIA_TYPE);
                response.getOutputStream().write(body);
                response.finishResponse();
            } catch (IOException | IllegalStateException e) {
                // The client is gone, or the answer has begun: nothing to add.
            }
        }
    }
}
