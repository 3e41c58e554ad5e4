package io.dapp.local;

import io.dapp.local.command.DemoCommand;
import io.dapp.local.command.StatusCommand;
import io.dapp.local.command.ToolCommand;
import io.dapp.local.image.ImagesCommand;
import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.part.PartRun;
import io.dapp.local.stack.AuditRun;
import io.dapp.local.stack.ClusterSecrets;
import io.dapp.local.stack.MasterKeyChange;
import io.dapp.local.stack.StackRunner;
import io.dapp.local.stack.StackSettings;
import io.dapp.local.stack.StackStop;
import io.dapp.local.stack.TrainingRun;
import java.util.List;

/** What {@code ./dapp} starts. */
public final class LocalStack {
    private LocalStack() {}

    public static void main(String[] arguments) throws Exception {
        List<String> rest = List.of(arguments);
        String command = rest.isEmpty() ? "" : rest.getFirst();
        try {
            System.exit(run(command, rest.stream().skip(1).toList()));
        } catch (InfrastructureException e) {
            System.err.println("./dapp " + command + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static int run(String command, List<String> arguments) throws Exception {
        if (command.equals("part")) {
            return new PartRun(System.getenv(), System.out).run(arguments);
        }
        StackSettings settings = StackSettings.from(System.getenv());
        return switch (command) {
            case "supervise" -> new StackRunner(settings).run();
            case "demo" -> new DemoCommand(settings.edgeUrl(), System.out).run();
            case "train" -> train(settings);
            case "train-images" -> train(TrainingRun.ofImages(System.getenv()));
            case "down" -> new StackStop(settings).run(System.out);
            case "audit" -> new AuditRun(settings, System.out).run();
            case "rotate-master-key" -> new MasterKeyChange(settings, System.out).run();
            case "cluster-secrets" -> {
                System.out.println(new ClusterSecrets(settings.home().resolve("secrets"))
                        .manifests(arguments.getFirst(), arguments.getLast()));
                yield 0;
            }
            case "images" -> new ImagesCommand(System.out).run(arguments);
            case "status" -> StatusCommand.run(settings, arguments, System.out);
            case "faucet", "mine", "reorg", "mail" -> {
                System.out.println(new ToolCommand(settings.edgeUrl()).run(command, arguments));
                yield 0;
            }
            default -> throw new InfrastructureException("unknown command; see ./dapp --help");
        };
    }

    private static int train(StackSettings settings) throws Exception {
        return new TrainingRun(settings).run(new DemoCommand(settings.edgeUrl(), System.out)::run);
    }
}
