package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SessionTokensTest {
    private static final long NOW = 1_772_359_200_000L;

    private final SessionTokens tokens = new SessionTokens(key(1), 7);

    @Example
    void tokenHasTheLengthAndTheAlphabetOfTheRealOnes() {
        assertThat(tokens.issue(NOW + 1000)).hasSize(56).matches("[A-Za-z0-9_-]{54}==");
    }

    @Example
    void tokenIsGoodUntilTheMillisecondOfItsEnd() {
        String token = tokens.issue(NOW + 1000);

        assertThat(tokens.remainingSeconds(token, NOW + 999)).isEqualTo(1);
        assertThat(tokens.remainingSeconds(token, NOW + 1000)).isZero();
        assertThat(tokens.remainingSeconds(token, NOW + 100_000)).isZero();
    }

    @Property
    void freshTokenHasTheWholeLifeAskedFor(@ForAll @IntRange(min = 1, max = 21_600) int ttl) {
        assertThat(tokens.remainingSeconds(tokens.issue(NOW + ttl * 1000L), NOW))
                .isEqualTo(ttl);
    }

    @Example
    void noTwoTokensAreEqual() {
        Set<String> issued = new HashSet<>();

        for (int i = 0; i < 1000; i++) {
            assertThat(issued.add(tokens.issue(NOW))).isTrue();
        }
    }

    @Example
    void replicaWithTheSameKeyAcceptsTheToken() {
        String token = tokens.issue(NOW + 1000);

        assertThat(new SessionTokens(key(1), 99).remainingSeconds(token, NOW)).isEqualTo(1);
    }

    @Example
    void anotherKeyDoesNotAcceptTheToken() {
        String token = tokens.issue(NOW + 1000);

        assertThat(new SessionTokens(key(2), 7).remainingSeconds(token, NOW)).isZero();
    }

    @Example
    void tokenThatWasGoodBeforeEndsInTime() {
        String token = tokens.issue(NOW + 1000);

        assertThat(tokens.remainingSeconds(token, NOW)).isEqualTo(1);
        assertThat(tokens.remainingSeconds(new String(token.toCharArray()), NOW + 999))
                .isEqualTo(1);
        assertThat(tokens.remainingSeconds(token, NOW + 1000)).isZero();
    }

    @Property(tries = 2_000)
    void textOfTheSameHashAsAGoodTokenIsNotAccepted(@ForAll @IntRange(min = 0, max = 52) int position) {
        String token = tokens.issue(NOW + 1000);
        assertThat(tokens.remainingSeconds(token, NOW)).isEqualTo(1);
        char[] other = token.toCharArray();
        other[position] += 1;
        other[position + 1] -= 31;

        assertThat(new String(other)).hasSameHashCodeAs(token);
        assertThat(tokens.remainingSeconds(new String(other), NOW)).isZero();
        assertThat(tokens.remainingSeconds(token, NOW)).isEqualTo(1);
    }

    @Example
    void eachOfManyTokensStaysGoodHoweverTheyAlternate() {
        Set<String> issued = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            issued.add(tokens.issue(NOW + 1000));
        }

        for (int round = 0; round < 3; round++) {
            assertThat(issued).allMatch(token -> tokens.remainingSeconds(token, NOW) == 1);
        }
    }

    @Property(tries = 20_000)
    void noChangeOfOneCharacterIsAccepted(
            @ForAll @IntRange(min = 0, max = 55) int position,
            @ForAll @CharRange(from = 0, to = 300) char other,
            @ForAll @LongRange(min = 1, max = 21_600_000) long left) {
        StringBuilder token = new StringBuilder(tokens.issue(NOW + left));
        boolean same = token.charAt(position) == other;

        token.setCharAt(position, other);

        assertThat(tokens.remainingSeconds(token.toString(), NOW) > 0).isEqualTo(same);
    }

    @Example
    void noOtherCharacterOfTheAlphabetIsAcceptedAnywhere() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
        String token = tokens.issue(NOW + 1000);

        for (int i = 0; i < token.length(); i++) {
            for (char other : alphabet.toCharArray()) {
                if (other != token.charAt(i)) {
                    String changed = token.substring(0, i) + other + token.substring(i + 1);
                    assertThat(tokens.remainingSeconds(changed, NOW))
                            .as(changed)
                            .isZero();
                }
            }
        }
    }

    @Property
    void anyOtherTextIsNoToken(@ForAll String text) {
        assertThat(tokens.remainingSeconds(text, NOW)).isZero();
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}
