package io.dapp.common.problem;

final class ServletProblemTest extends ProblemContract {
    @Override
    String kind() {
        return "servlet";
    }
}
