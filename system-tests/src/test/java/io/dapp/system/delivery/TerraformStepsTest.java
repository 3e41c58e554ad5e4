package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeedsPrograms.class)
class TerraformStepsTest {
    private static final String ROOT = "terraform/global";
    private final Stage stage = Stage.empty();

    @BeforeEach
    void begin() {
        stage.file(ROOT + "/main.tf", "");
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aPlanIsSavedAndShownWithoutTakingTheLock() {
        plans(2);
        stage.run("terraform-plan.sh", ROOT, "plan").succeeded();
        assertThat(stage.outputs()).containsEntry("result", "planned").containsEntry("changes", "true");
        assertThat(stage.read("plan/plan.txt")).isEqualTo("Plan: 1 to add\n");
        assertThat(stage.calls().get(1))
                .contains("plan -input=false")
                .contains("-lock=false")
                .contains("-out=");
    }

    @Test
    void aPlanWithoutChangesSaysSo() {
        plans(0);
        stage.run("terraform-plan.sh", ROOT, "plan").succeeded();
        assertThat(stage.outputs()).containsEntry("result", "planned").containsEntry("changes", "false");
    }

    @Test
    void aPlanThatFailsLeavesWhatItSaid() {
        plans(1);
        stage.run("terraform-plan.sh", ROOT, "plan").failed();
        assertThat(stage.outputs()).containsEntry("result", "failed").containsEntry("changes", "false");
        assertThat(stage.read("plan/plan.txt")).contains("Error: no credentials");
    }

    @Test
    void theStateIsWhereAllRootsHaveItAndProvidersAreThoseThatWereLocked() {
        stage.file("terraform/state.s3.tfbackend", "");
        stage.file(ROOT + "/.terraform.lock.hcl", "");
        plans(0);
        stage.run("terraform-plan.sh", ROOT, "plan").succeeded();
        assertThat(stage.calls().getFirst())
                .contains("init -input=false")
                .contains("-backend-config=" + stage.folder().resolve("terraform/state.s3.tfbackend"))
                .endsWith("-lockfile=readonly");
    }

    @Test
    void whatIsAppliedIsTheSavedPlanAndNothingElse() {
        stage.file("plan/plan.tfplan", "");
        stage.played("terraform", "");
        stage.run("terraform-apply.sh", ROOT, "plan/plan.tfplan").succeeded();
        assertThat(stage.calls().getLast())
                .endsWith("apply -input=false -no-color " + stage.folder().resolve("plan/plan.tfplan"));
        assertThat(stage.run("terraform-apply.sh", ROOT, "plan/other").failed()).contains("there is no plan");
        assertThat(stage.calls()).hasSize(2);
    }

    @Test
    void aSealedPlanIsNotReadableAndComesBackAsItWas() {
        stage.with("PLAN_PASSPHRASE", "correct horse");
        stage.file("plan.tfplan", "password = hunter2");
        stage.run("seal-plan.sh", "seal", "plan.tfplan").succeeded();
        String sha256 = stage.outputs().getOrDefault("sha256", "");
        assertThat(sha256).hasSize(64);
        stage.file("plan.tfplan", "");
        assertThat(stage.run("seal-plan.sh", "open", "plan.tfplan", sha256).succeeded())
                .doesNotContain("hunter2");
        assertThat(stage.read("plan.tfplan")).isEqualTo("password = hunter2");
    }

    @Test
    void anotherPlanThanTheReviewedOneIsNotOpened() {
        stage.with("PLAN_PASSPHRASE", "correct horse");
        stage.file("plan.tfplan", "reviewed");
        stage.run("seal-plan.sh", "seal", "plan.tfplan").succeeded();
        String reviewed = stage.outputs().getOrDefault("sha256", "");
        stage.file("plan.tfplan", "another");
        stage.run("seal-plan.sh", "seal", "plan.tfplan").succeeded();
        assertThat(stage.run("seal-plan.sh", "open", "plan.tfplan", reviewed).failed())
                .contains("not what was planned");
        stage.with("PLAN_PASSPHRASE", "");
        assertThat(stage.run("seal-plan.sh", "seal", "plan.tfplan").failed()).contains("not set: PLAN_PASSPHRASE");
    }

    @Test
    void everyRootIsFormattedValidAndTestedWithoutAState() {
        stage.with("DAPP_HOME", stage.folder().toString()).with("DAPP_TERRAFORM_CHECK", "");
        String tree = stage.folder().resolve("terraform/tree").toString();
        terraform("");
        check("global").succeeded();
        assertThat(stage.calls())
                .containsExactly(
                        "terraform version",
                        "terraform -chdir=" + tree + "/checks init -no-color -backend=false",
                        "terraform fmt -check -diff -recursive " + tree,
                        "terraform -chdir=" + tree + "/global init -no-color -backend=false",
                        "terraform -chdir=" + tree + "/global validate -no-color",
                        "terraform -chdir=" + tree + "/global test -no-color");
        terraform("*test*) exit 1 ;;");
        check("global").failed();
        assertThat(check("moon").failed()).contains("there is no root moon");
    }

    private void terraform(String answers) {
        stage.played("terraform", "case \"$*\" in version) echo Terraform v1.11.4 ;; " + answers + " esac");
    }

    private Stage.Outcome check(String root) {
        return stage.run(Repository.ROOT.resolve("dapp").toString(), "terraform", "check", root);
    }

    private void plans(int result) {
        stage.played("terraform", """
                case "$*" in
                  *" plan "*) if [ %1$d = 1 ]; then echo "Error: no credentials" >&2; fi; exit %1$d ;;
                  *" show "*) echo "Plan: 1 to add" ;;
                esac""".formatted(result));
    }
}
