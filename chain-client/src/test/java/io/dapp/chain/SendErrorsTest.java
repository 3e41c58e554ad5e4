package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.protocol.core.Response;

class SendErrorsTest {
    private static final Pattern ROW = Pattern.compile("\\| ([^|`]+) \\| `([^`]+)` \\| `([^`]+)` \\| .+ \\|");

    record Documented(String client, String answer, String meaning) {}

    static List<Documented> documented() throws IOException {
        return Files.readAllLines(Path.of("../docs/send-errors.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Documented(row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void meanWhatIsDocumented(Documented row) {
        assertThat(meaning(row.answer())).isEqualTo(row.meaning());
    }

    @Test
    void areDocumentedForEveryClient() throws IOException {
        assertThat(documented())
                .hasSizeGreaterThan(100)
                .extracting(Documented::client)
                .contains("geth", "anvil", "Erigon", "Nethermind", "Besu", "reth");
    }

    private static String meaning(String message) {
        Rpc.Reply reply = new Rpc.Reply();
        reply.setError(new Response.Error(-32_000, message));
        return switch (SendAnswers.of(reply)) {
            case SendAnswer.Known known -> "known";
            case SendAnswer.NonceTooLow tooLow -> "nonce-too-low";
            case SendAnswer.Fill fill -> "fill";
            case SendAnswer.Later later -> later.kind().name().toLowerCase(Locale.ROOT);
        };
    }
}
