package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told what when a workflow ends. */
@ExtendWith(NeedsPrograms.class)
class MessagesTest {
    private final Stage stage = Stage.empty();

    @BeforeEach
    void begin() {
        stage.with("COMMIT", "0123456789abcdef0123456789abcdef01234567")
                .with("AUTHOR", "ada")
                .with("RUN_URL", "https://github.com/acme/dapp/actions/runs/1")
                .with("GITHUB_WORKFLOW", "deploy")
                .with("RESULTS", "{\"test\": {\"result\": \"failure\"}, \"build\": {\"result\": \"skipped\"}}");
        stage.played(
                "gh", "case \"$*\" in */pulls*) cat \"$STAGE/pull\" ;; *state=open*) cat \"$STAGE/issues\" ;; esac");
        stage.file("pull", "");
        stage.file("issues", "");
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void theAuthorIsToldOnHisPullRequest() {
        stage.with("PR_NUMBER", "7");
        stage.run("notify-author.sh").succeeded();
        assertThat(stage.calls())
                .containsExactly("gh api --silent repos/acme/dapp/issues/7/comments -f body=@ada: deploy failed on"
                        + " 0123456789ab (test): https://github.com/acme/dapp/actions/runs/1");
    }

    @Test
    void afterAMergeHeIsToldWhereTheCommitCameFrom() {
        stage.file("pull", "12\n");
        stage.run("notify-author.sh").succeeded();
        assertThat(stage.calls().getLast()).contains("repos/acme/dapp/issues/12/comments");
    }

    @Test
    void ofACommitWithoutAPullRequestThereIsAnIssue() {
        stage.run("notify-author.sh").succeeded();
        assertThat(stage.calls().getLast())
                .contains("repos/acme/dapp/issues -f title=deploy failed on 0123456789ab -f body=@ada: ");
    }

    @Test
    void aMessageThatCouldNotBeSentFails() {
        stage.with("PR_NUMBER", "7").played("gh", "exit 1");
        stage.run("notify-author.sh").failed();
    }

    @Test
    void whatANightlyRunFindsIsOneIssuePerTitle() {
        String file = stage.file("plan.txt", "Plan: 1 to add").toString();
        stage.run("report-issue.sh", "Drift in terraform/global", file).succeeded();
        assertThat(stage.calls().getLast()).contains("repos/acme/dapp/issues -f title=Drift in terraform/global");
        stage.file("issues", "3 Drift in terraform/global and more\n4 Drift in terraform/global\n");
        stage.run("report-issue.sh", "Drift in terraform/global", file).succeeded();
        assertThat(stage.calls().getLast()).contains("repos/acme/dapp/issues/4/comments -f body=Plan: 1 to add");
    }

    @Test
    void aLongReportIsCut() {
        String file = stage.file("plan.txt", "é".repeat(100_000)).toString();
        stage.run("report-issue.sh", "Drift", file).succeeded();
        assertThat(stage.calls().getLast()).hasSizeBetween(29_000, 31_000).doesNotContain("\uFFFD");
    }

    @Test
    void aMergeIsAllowedWhereAllHaveSucceeded() {
        stage.with("RESULTS", "{\"test\": {\"result\": \"success\"}, \"scan\": {\"result\": \"success\"}}");
        stage.run("all-succeeded.sh").succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failure", "cancelled", "skipped"})
    void oneThatHasNotSucceededStopsAMerge(String result) {
        stage.with("RESULTS", "{\"test\": {\"result\": \"success\"}, \"scan\": {\"result\": \"" + result + "\"}}");
        assertThat(stage.run("all-succeeded.sh").failed()).contains("not successful: scan");
    }

    @Test
    void noResultsAreNoSuccess() {
        stage.with("RESULTS", "{}");
        assertThat(stage.run("all-succeeded.sh").failed()).contains("no job was waited for");
    }
}
