package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NeedsPrograms.class)
class PlanCommentTest {
    private static final int LIMIT = 65_536;
    private static final String VERDICT = "Plan: 1 to add, 0 to change, 0 to destroy.";
    /** Keeps what is sent; there is a comment already where a file says its id. */
    private static final String GH = """
            for argument in "$@"; do
              case "$argument" in body=@*) cp "${argument#body=@}" "$STAGE/sent" ;; esac
            done
            case "$*" in *--paginate*) cat "$STAGE/ids" ;; esac""";

    private final Stage stage = Stage.empty();

    @BeforeEach
    void begin() {
        stage.with("PR_NUMBER", "7").with("RUN_URL", "https://github.com/acme/dapp/actions/runs/1");
        stage.file("ids", "");
        stage.played("gh", GH);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aPlanIsToldAsItIs() {
        comment("  + resource\n\n" + VERDICT + "\n", "planned").succeeded();
        assertThat(stage.read("sent"))
                .startsWith("<!-- terraform-plan terraform/global -->")
                .contains("\n" + VERDICT + "\n\n<details>")
                .contains("```\n  + resource\n")
                .contains("[Run](https://github.com/acme/dapp/actions/runs/1)");
        assertThat(stage.calls().getLast()).contains("--method POST repos/acme/dapp/issues/7/comments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+ resource\n", "+ tag = \"Größe\"\n", "+ 💶", "x"})
    void aLongPlanIsCutToWhatGitHubTakes(String line) {
        comment(line.repeat(200_000 / line.length()) + "\n" + VERDICT + "\n", "planned")
                .succeeded();
        String sent = stage.read("sent");
        assertThat(sent.codePointCount(0, sent.length())).isLessThanOrEqualTo(LIMIT);
        assertThat(sent.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                .isGreaterThan(LIMIT - 100);
        assertThat(sent)
                .contains("\n" + VERDICT + "\n\n<details>")
                .contains("... the rest is left out")
                .doesNotContain("\uFFFD")
                .endsWith("</details>\n\n[Run](https://github.com/acme/dapp/actions/runs/1)\n");
    }

    @Test
    void aPlanThatJustFitsIsNotCut() {
        comment("x", "planned").succeeded();
        int around = stage.read("sent").length() - 1;
        comment("x".repeat(LIMIT - around), "planned").succeeded();
        assertThat(stage.read("sent")).hasSize(LIMIT).doesNotContain("left out");
        comment("x".repeat(LIMIT - around + 1), "planned").succeeded();
        assertThat(stage.read("sent")).hasSizeLessThanOrEqualTo(LIMIT).contains("left out");
    }

    @Test
    void theCommentOfTheLastPlanIsChangedInPlace() {
        stage.file("ids", "4711\n4712\n");
        comment(VERDICT, "planned").succeeded();
        assertThat(stage.calls().getLast()).contains("--method PATCH repos/acme/dapp/issues/comments/4711");
    }

    @Test
    void whatAPlanHoldsDoesNotEndItsBlock() {
        comment("````\n<script>\n", "planned").succeeded();
        assertThat(stage.read("sent")).contains("\n`````\n````\n<script>\n");
    }

    @Test
    void aPlanThatFailedSaysSo() {
        comment("Error: no valid credential sources\n", "failed").succeeded();
        assertThat(stage.read("sent")).contains("**could not be planned**").contains("Error: no valid");
    }

    @Test
    void aCommentThatGitHubRefusesFailsTheStep() {
        stage.played("gh", "case \"$*\" in *POST*) exit 1 ;; esac");
        comment(VERDICT, "planned").failed();
    }

    private Stage.Outcome comment(String plan, String result) {
        Path file = stage.file("plan.txt", plan);
        return stage.run("plan-comment.sh", "terraform/global", file.toString(), result);
    }
}
