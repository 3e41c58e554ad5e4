package io.dapp.local.command;

import io.dapp.local.stack.Component;
import io.dapp.local.stack.StackSettings;
import io.dapp.local.stack.StackStatus;
import io.dapp.local.stack.StatusFile;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** {@code ./dapp status}. */
public final class StatusCommand {
    private StatusCommand() {}

    /** Exit code 0 when everything is ready. */
    public static int run(StackSettings settings, List<String> options, PrintStream out) {
        StackStatus status = StatusFile.read(settings);
        if (options.equals(List.of("--json"))) {
            out.println(StatusFile.toJson(status));
        } else if (options.isEmpty()) {
            print(status, out);
        } else {
            throw new io.dapp.local.infra.InfrastructureException("status takes --json and nothing else");
        }
        return status.state() == StackStatus.State.READY ? 0 : 1;
    }

    private static void print(StackStatus status, PrintStream out) {
        out.println("The platform is " + word(status.state()) + ".");
        for (Component component : status.components()) {
            out.printf(
                    Locale.ROOT,
                    "  %-21s %-9s %-8s %s%n",
                    component.name(),
                    word(component.state()),
                    component.pid() == null ? "" : component.pid(),
                    component.detail() != null
                            ? component.detail()
                            : String.join("  ", component.urls().values()));
        }
        if (status.state() == StackStatus.State.FAILED) {
            out.println("./dapp up starts what is missing.");
        }
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
