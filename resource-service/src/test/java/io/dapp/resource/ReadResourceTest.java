package io.dapp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadResourceTest extends ResourceServiceTest {
    private final TestTokens.Login user = login();
    private final TestTokens.Login other = login();

    @Test
    void bothPathsGiveTheResourceWithItsVersion() {
        Answer created = created(user, "n", "");
        for (String path : List.of("/api/resource/", "/api/resources/")) {
            Answer read = get(user, path + created.id());
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.header("ETag")).isEqualTo("\"1\"");
            assertThat(read.header("Cache-Control")).contains("private").contains("no-cache");
            assertThat(read.body()).isEqualTo(created.body());
        }
    }

    @Test
    void whatTheCallerHasIsNotSentAgain() {
        String path = "/api/resource/" + created(user, "n", "").id();
        Answer unchanged = get(user, path, "If-None-Match", "\"1\"");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("ETag")).isEqualTo("\"1\"");
        assertThat(unchanged.response().body()).isEmpty();
        assertThat(get(user, path, "If-None-Match", "\"0\"").status()).isEqualTo(200);
    }

    @Test
    void someoneElsesPrivateResourceIsNotThere() {
        String hidden = created(user, "n", "").id();
        assertThat(get(other, "/api/resource/" + hidden).status()).isEqualTo(404);
        assertThat(get(other, "/api/resources/" + hidden).status()).isEqualTo(404);
        assertThat(get(other, "/api/resources/" + hidden, "If-None-Match", "\"1\"")
                        .status())
                .isEqualTo(404);
        assertThat(get(other, "/api/resource/" + hidden).body().path("detail"))
                .as("told apart from none by nothing")
                .isEqualTo(
                        get(other, "/api/resource/" + UUID.randomUUID()).body().path("detail"));
    }

    @Test
    void someoneElsesPublicResourceIs() {
        String shown = created(user, "n", ", \"visibility\": \"public\"").id();
        assertThat(get(other, "/api/resource/" + shown).status()).isEqualTo(200);
    }

    @Test
    void withoutATokenOrItsScopeNothingIsRead() {
        String shown = created(user, "n", ", \"visibility\": \"public\"").id();
        for (String path : List.of("/api/resource/" + shown, "/api/resources/" + shown, "/api/resources")) {
            assertThat(get(null, path).status()).isEqualTo(401);
            assertThat(get(login("payments:read"), path).status()).isEqualTo(403);
        }
        assertThat(post(login("resources:read"), "{\"type\":\"n\",\"name\":\"n\",\"data\":{}}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aListHoldsOnesOwnAndPublicOnesAndEveryFilterNarrowsIt() {
        String mark = "m" + UUID.randomUUID().toString().replace("-", "");
        String mine = created(user, mark + " apple", ", \"tags\": [\"red\", \"round\"]")
                .id();
        String hidden = created(other, mark + " pear", "").id();
        String shown = created(other, mark + " plum", ", \"visibility\": \"public\", \"tags\": [\"round\"]")
                .id();
        assertThat(ids(user, "?text=" + mark)).containsExactly(shown, mine);
        assertThat(ids(other, "?text=" + mark)).containsExactly(shown, hidden);
        assertThat(ids(user, "?text=" + mark + "&owner=" + user.userId())).containsExactly(mine);
        assertThat(ids(user, "?text=" + mark + "&owner=" + other.userId())).containsExactly(shown);
        assertThat(ids(user, "?text=" + mark + "%20APPLE")).containsExactly(mine);
        assertThat(ids(user, "?text=" + mark + "&tag=round")).containsExactly(shown, mine);
        assertThat(ids(user, "?text=" + mark + "&tag=round&tag=red")).containsExactly(mine);
        assertThat(ids(user, "?text=" + mark + "&type=note&sort=name")).containsExactly(mine, shown);
        assertThat(ids(user, "?text=" + mark + "&type=other")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-created_at", "created_at", "-updated_at", "updated_at", "name", "-name"})
    void pagesHoldEachResourceOnceInOrder(String sort) {
        for (int i = 0; i < 7; i++) {
            created(user, "n" + i / 2, "");
        }
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get(user, "/api/resources?owner=" + user.userId() + "&limit=3&sort=" + sort + cursor);
            page.body().path("items").forEach(item -> paged.add(item.path("id").asString()));
            cursor = page.body().path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.body().path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(paged).doesNotHaveDuplicates().hasSize(7);
        assertThat(paged).isEqualTo(ids(user, "?owner=" + user.userId() + "&limit=100&sort=" + sort));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=x",
                "sort=colour",
                "cursor=x",
                "cursor=bmFtZQ",
                "owner=me",
                "type=No%20te",
                "text=",
                "text=%00",
                "tag=%00",
                "tag=1&tag=2&tag=3&tag=4&tag=5&tag=6"
            })
    void aListThatCannotBeMadeIsRefused(String query) {
        Answer answer = get(user, "/api/resources?" + query);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
    }

    @Test
    void aListIsCachedUntilSomethingInItChanges() {
        String own = "/api/resources?owner=" + user.userId();
        created(user, "a", "");
        get(user, own);
        assertThat(get(user, own).header("X-Cache")).isEqualTo("hit-redis");
        String second = created(user, "b", "").id();
        Answer after = get(user, own);
        assertThat(after.header("X-Cache")).isEqualTo("miss");
        assertThat(after.body().path("items")).hasSize(2);
        get(user, own);
        call(user, "DELETE", "/api/resources/" + second, null, "If-Match", "\"1\"");
        assertThat(get(user, own).body().path("items")).hasSize(1);
    }

    @Test
    void aCachedListAnswersNoOtherQuestion() {
        String own = "?owner=" + user.userId();
        String only = created(user, "a", "").id();
        assertThat(ids(user, own)).containsExactly(only);
        assertThat(ids(user, own + "&type=null")).isEmpty();
        assertThat(ids(user, own + "&text=null")).isEmpty();
        assertThat(ids(user, own)).containsExactly(only);
    }

    @Test
    void whatBecomesPrivateLeavesEverybodysLists() {
        String shown = created(user, "n", ", \"visibility\": \"public\"").id();
        String list = "?owner=" + user.userId();
        assertThat(ids(other, list)).containsExactly(shown);
        assertThat(ids(other, "?limit=100")).contains(shown);
        call(user, "PATCH", "/api/resources/" + shown, "{\"visibility\": \"private\"}", "If-Match", "\"1\"");
        assertThat(ids(other, list)).isEmpty();
        assertThat(ids(other, "?limit=100")).doesNotContain(shown);
        assertThat(get(other, "/api/resource/" + shown).status()).isEqualTo(404);
    }

    private List<String> ids(TestTokens.Login caller, String query) {
        List<String> ids = new ArrayList<>();
        get(caller, "/api/resources" + query)
                .body()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }
}
