package io.dapp.system.delivery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * A workflow, and what is wrong with it: each rule is something that has been used against others' workflows, or that lets
 * one hang or have more rights than it needs.
 */
record Workflow(String name, String text, Map<?, ?> content) {
    private static final Pattern USES = Pattern.compile("^\\s*(?:- )?uses:\\s*(\\S+)(.*)$", Pattern.MULTILINE);
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}");
    private static final Pattern VERSION = Pattern.compile(" # v?\\d+\\.\\d+\\.\\d+");
    /** What runs code of dependencies, which nobody here has written. */
    private static final Pattern FOREIGN_CODE =
            Pattern.compile("\\./dapp|mvnw|\\.ci/run|check-licences|bills-of-materials");

    static Workflow of(Path file) {
        return of(String.valueOf(file.getFileName()), Repository.read(file));
    }

    static Workflow of(String name, String text) {
        return new Workflow(name, text, map(new Yaml().load(text)));
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Matcher uses = USES.matcher(text);
        while (uses.find()) {
            String action = uses.group(1);
            if (!action.startsWith("./")
                    && !(PINNED.matcher(action).matches()
                            && VERSION.matcher(uses.group(2)).matches())) {
                faults.add(action + " is not pinned by a commit with its version");
            }
        }
        if (text.contains("pull_request_target") || text.contains("workflow_run:")) {
            faults.add("runs with rights for code that nobody has merged");
        }
        if (!Map.of().equals(content.get("permissions"))) {
            faults.add("gives permissions to all of its jobs");
        }
        jobs().forEach((job, value) -> faults(String.valueOf(job), map(value), faults));
        return faults;
    }

    private static void faults(String name, Map<?, ?> job, List<String> faults) {
        if (!(job.get("permissions") instanceof Map<?, ?> permissions)) {
            faults.add(name + " does not say its permissions");
            return;
        }
        // A job that calls a workflow has the time limits of that one's jobs.
        if (!job.containsKey("uses") && !job.containsKey("timeout-minutes")) {
            faults.add(name + " has no timeout-minutes");
        }
        for (Object each : list(job.get("steps"))) {
            Map<?, ?> step = map(each);
            String run = String.valueOf(step.get("run"));
            if (run.contains("${{")) {
                faults.add(name + " puts an expression into a script");
            }
            if (FOREIGN_CODE.matcher(run).find() && !rights(permissions).isEmpty()) {
                faults.add(name + " runs code of dependencies with " + rights(permissions));
            }
            if (String.valueOf(step.get("uses")).startsWith("actions/checkout@")
                    && !Boolean.FALSE.equals(map(step.get("with")).get("persist-credentials"))) {
                faults.add(name + " leaves its token in the checkout");
            }
        }
    }

    /** What a job may change; to add findings to the Security tab harms nobody. */
    private static List<String> rights(Map<?, ?> permissions) {
        return permissions.entrySet().stream()
                .filter(permission -> "write".equals(permission.getValue()))
                .map(permission -> String.valueOf(permission.getKey()))
                .filter(permission -> !permission.equals("security-events"))
                .toList();
    }

    Map<?, ?> jobs() {
        return map(content.get("jobs"));
    }

    Map<?, ?> job(String job) {
        return map(jobs().get(job));
    }

    /** What is asked for by a key of a job that names others: a list, or one. */
    static List<String> names(@Nullable Object value) {
        return value instanceof String one
                ? List.of(one)
                : list(value).stream().map(String::valueOf).toList();
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
