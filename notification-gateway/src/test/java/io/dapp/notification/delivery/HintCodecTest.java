package io.dapp.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.notification.stream.Envelope;
import io.dapp.notification.stream.Publication;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hints between pods. */
class HintCodecTest {
    private final UUID pod = UUID.randomUUID();
    private final List<Publication> publications = IntStream.range(0, 10)
            .mapToObj(i -> new Publication(
                    UUID.randomUUID(), "abcdef12", i + 1, UUID.randomUUID(), i + 7, Envelope.of("{\"ä\":" + i + "}")))
            .toList();

    @Test
    void publications_come_out_as_they_went_in_also_over_several_messages() {
        List<byte[]> messages = HintCodec.encode(pod, publications, 200);
        assertThat(messages).hasSizeGreaterThan(2).allMatch(message -> message.length <= 200);
        List<Publication> decoded = messages.stream()
                .flatMap(message -> HintCodec.decode(message, UUID.randomUUID(), user -> true).stream())
                .toList();
        assertThat(decoded)
                .map(Publication::userId)
                .isEqualTo(publications.stream().map(Publication::userId).toList());
        assertThat(decoded).map(Publication::offset).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(decoded.getLast().recordId())
                .isEqualTo(publications.getLast().recordId());
        assertThat(decoded.getLast().recordOffset()).isEqualTo(16);
        assertThat(decoded.getLast().epoch()).isEqualTo("abcdef12");
        assertThat(decoded.getLast().envelope()).hasToString("{\"ä\":9}");
    }

    @Test
    void only_users_of_this_pod_and_only_other_pods_hints_count() {
        byte[] message = HintCodec.encode(pod, publications, 10_000).getFirst();
        UUID wanted = publications.get(3).userId();
        assertThat(HintCodec.decode(message, UUID.randomUUID(), wanted::equals))
                .singleElement()
                .satisfies(publication -> assertThat(publication.offset()).isEqualTo(4));
        assertThat(HintCodec.decode(message, pod, user -> true)).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_no_hint() {
        byte[] message = HintCodec.encode(pod, publications, 10_000).getFirst();
        for (int length = 0; length < message.length; length += 13) {
            assertThat(HintCodec.decode(Arrays.copyOf(message, length), UUID.randomUUID(), user -> true))
                    .hasSizeLessThan(publications.size());
        }
        message[0] = 99;
        assertThat(HintCodec.decode(message, UUID.randomUUID(), user -> true)).isEmpty();
    }
}
