package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** A name can be anything; a path has the segments that it is meant to have. */
class VaultPathTest {

    @Property(tries = 500)
    void aNameIsOneSegmentOrNoneAtAll(
            @ForAll
                    @StringLength(max = 12)
                    @Chars({'/', '.', '%', '\\', '?', '#', ' ', '\n', ':', '@', 'é', '\uD83D'})
                    @CharRange(from = 'a', to = 'f')
                    String name) {
        VaultPath.of("team/aws", "creds", name).ifPresent(path -> {
            String target = path.target("", Map.of());
            assertThat(target.split("/", -1)).hasSize(6);
            String decoded = URLDecoder.decode(target, StandardCharsets.UTF_8);
            assertThat(decoded.split("/", -1)).hasSize(6).doesNotContain(".", "..");
            assertThat(URI.create("http://vault" + target).normalize().getRawPath())
                    .isEqualTo(target);
        });
    }

    @Test
    void queriesAreEncoded() {
        VaultPath path = VaultPath.of("aws", "creds", "app").orElseThrow();

        assertThat(path.target("/prefix", Map.of("role_arn", "a:b/c&d=e+f g")))
                .isEqualTo("/prefix/v1/aws/creds/app?role_arn=a%3Ab%2Fc%26d%3De%2Bf%20g");
    }

    @Test
    void mountsMustNotHaveEmptyOrDotSegments() {
        assertThat(VaultPath.of("", "creds", "app")).isEmpty();
        assertThat(VaultPath.of("aws/", "creds", "app")).isEmpty();
        assertThat(VaultPath.of("a/../sys", "creds", "app")).isEmpty();
    }
}
