package io.dapp.common.problem;

final class ReactiveProblemTest extends ProblemContract {
    @Override
    String kind() {
        return "reactive";
    }
}
