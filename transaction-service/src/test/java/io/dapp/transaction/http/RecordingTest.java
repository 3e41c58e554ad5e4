package io.dapp.transaction.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class RecordingTest {
    private final TransactionTemplate losing = new TransactionTemplate(new Losing());

    @Test
    void aCommitThatIsNotAnsweredIsToldAsUnknown() {
        assertThatThrownBy(() -> Recording.in(losing, status -> "recorded"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(PaymentError.OUTCOME_UNKNOWN));
    }

    @Test
    void whatFailedBeforeItsCommitIsCertain() {
        assertThatThrownBy(() -> Recording.in(losing, status -> {
                    throw new DataAccessResourceFailureException("away");
                }))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThatThrownBy(() -> Recording.in(losing, status -> {
                    throw new ProblemException(CommonError.RATE_LIMITED, "no");
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(CommonError.RATE_LIMITED));
        assertThatThrownBy(() -> Recording.in(losing, status -> {
                    status.setRollbackOnly();
                    return "nothing";
                }))
                .isInstanceOf(TransactionSystemException.class);
    }

    /** No COMMIT of it is answered. */
    private static final class Losing implements PlatformTransactionManager {
        @Override
        public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
            return new SimpleTransactionStatus();
        }

        @Override
        public void commit(TransactionStatus status) {
            throw new TransactionSystemException("no answer");
        }

        @Override
        public void rollback(TransactionStatus status) {}
    }
}
