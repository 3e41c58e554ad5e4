package io.dapp.local.stack;

import io.dapp.local.infra.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** The throw-away platform on which the AOT caches are recorded, from its start to its removal. */
public final class TrainingRun {
    private static final int ROUNDS = 3;

    private final StackSettings settings;

    public TrainingRun(StackSettings settings) {
        this.settings = settings;
    }

    /** Where services are recorded inside their images, {@code DAPP_IMAGE_ROOTS}. */
    public static StackSettings ofImages(Map<String, String> environment) {
        return StackSettings.from(Training.apart(environment));
    }

    /** Starts the platform, uses it by {@code demo} and stops it, at which the services write their caches. */
    public int run(IntSupplier demo) throws IOException {
        if (!settings.training()) {
            throw new io.dapp.local.infra.InfrastructureException("train is for the platform's own use");
        }
        boolean ready = false;
        try {
            ready = new StackRunner(settings).runFor(() -> {
                for (int round = 0; round < ROUNDS && demo.getAsInt() == 0; round++) {
                    System.out.println("round " + (round + 1) + " done");
                }
            });
            return ready ? 0 : 1;
        } finally {
            // What each part took, and which one failed and why.
            if (Files.exists(settings.run("progress"))) {
                System.out.println(Files.readString(settings.run("progress")));
            }
            // The logs of one that failed stay until the next.
            for (String folder : ready ? List.of("") : List.of("data", "run", "secrets")) {
                Folders.delete(settings.home().resolve(folder));
            }
        }
    }
}
