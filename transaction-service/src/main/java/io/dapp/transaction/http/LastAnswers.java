package io.dapp.transaction.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.common.problem.ProblemException;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What a chain's nodes have answered last to reads, for when none of them can be asked: told as stale then. */
@Component
@EnableConfigurationProperties(LastAnswersSettings.class)
public final class LastAnswers {
    private static final String HEADER = "X-Cache";
    private static final String STALE = "stale";

    private final Cache<Question, Object> answers;

    LastAnswers(LastAnswersSettings settings) {
        this.answers = Caffeine.newBuilder()
                .maximumSize(settings.atMost())
                .expireAfterWrite(settings.keptFor())
                .build();
    }

    /** @param about what tells this question from others of the same kind of answer */
    private record Question(Class<?> kind, List<Object> about) {}

    /**
     * Asks a chain's nodes, or tells what they said last.
     *
     * @param about what tells this question from others that are answered so; who may not ask has been refused before
     * @throws ProblemException {@code chain_unavailable} when none answers and nothing is known
     */
    public <T> ResponseEntity<T> orLast(Class<T> kind, Supplier<T> question, Object... about) {
        var asked = new Question(kind, List.of(about));
        try {
            T answer = question.get();
            answers.put(asked, answer);
            return ResponseEntity.ok(answer);
        } catch (ChainUnavailableException e) {
            Object last = answers.getIfPresent(asked);
            if (last == null) {
                throw ChainChoice.unavailable(e);
            }
            return marked(kind.cast(last), true);
        }
    }

    /** What is read from elsewhere, marked where it may have been overtaken. */
    public static <T> ResponseEntity<T> marked(T answer, boolean stale) {
        return stale ? ResponseEntity.ok().header(HEADER, STALE).body(answer) : ResponseEntity.ok(answer);
    }
}
