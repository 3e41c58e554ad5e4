package io.dapp.system.chart;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The platform's chart with an environment's values. */
final class Chart {
    static final HelmChart HELM = HelmChart.of("dapp-platform", "dapp");
    static final Path FOLDER = HELM.folder();
    static final String TAG = "image: {tag: 0123456789abcdef0123456789abcdef01234567}";

    private Chart() {}

    static Manifests render(Target target) {
        return render(target, "{}");
    }

    /** @param values YAML, on top of the environment's own */
    static Manifests render(Target target, String values) {
        return Manifests.of(yaml(target, values));
    }

    static String yaml(Target target) {
        return yaml(target, "{}");
    }

    static String yaml(Target target, String values) {
        return HELM.yaml(own(target), TAG, values);
    }

    /** What the chart says of values that it does not take. */
    static String refusal(Target target, String values) {
        return HELM.refusal(own(target), TAG, values);
    }

    static String refusalOfDefaults() {
        return HELM.refusal();
    }

    static LintResult lint(Target target) {
        return HELM.lint(own(target), TAG);
    }

    private static String own(Target target) {
        try {
            return Files.readString(target.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
