package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.caller.Container;
import dev.credence.caller.Lifeline;
import dev.credence.caller.docker.Inventory.Moment;
import dev.credence.caller.docker.Inventory.Resident;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final InetAddress ONE = address("10.0.0.1");
    private static final InetAddress TWO = address("10.0.0.2");

    private final Inventory inventory = new Inventory(() -> 0);

    @Test
    void answerThatWasAskedForBeforeAnEndDoesNotBringBackWhatHasEnded() {
        Moment before = inventory.now();
        inventory.remove("a", inventory.now());

        inventory.put(container("a", 1, ONE), before);

        assertThat(inventory.at(ONE)).isEmpty();
    }

    @Test
    void olderAnswerDoesNotReplaceALaterOne() {
        Moment older = inventory.now();
        inventory.put(container("a", 1, TWO), inventory.now());

        inventory.put(container("a", 1, ONE), older);

        assertThat(inventory.at(ONE)).isEmpty();
        assertThat(inventory.at(TWO)).hasSize(1);
    }

    @Test
    void addressThatIsTakenAwayEndsOnlyWhatWasKnownOfIt() {
        inventory.put(container("a", 1, ONE, TWO), inventory.now());
        Resident resident = inventory.at(ONE).get(0);
        Lifeline one = resident.stays().get(ONE);
        Lifeline two = resident.stays().get(TWO);

        inventory.put(container("a", 1, TWO), inventory.now());

        assertThat(one.isCut()).isTrue();
        assertThat(two.isCut()).isFalse();
        assertThat(resident.life().isCut()).isFalse();
    }

    @Test
    void sameContainerStartedAgainIsAnother() {
        inventory.put(container("a", 1, ONE), inventory.now());
        Resident first = inventory.at(ONE).get(0);

        inventory.put(container("a", 2, ONE), inventory.now());

        assertThat(first.life().isCut()).isTrue();
        assertThat(first.stays().get(ONE).isCut()).isTrue();
        assertThat(inventory.at(ONE).get(0).life().isCut()).isFalse();
    }

    @Test
    void listLeavesThoseAloneThatCameWhileItWasRead() {
        inventory.put(container("old", 1, ONE), inventory.now());
        Moment asked = inventory.now();
        inventory.put(container("new", 1, TWO), inventory.now());

        inventory.keepOnly(Set.of(), asked);

        assertThat(inventory.at(ONE)).isEmpty();
        assertThat(inventory.at(TWO)).hasSize(1);
    }

    @Test
    void idIsFoundByItsBeginningAndTwoOfThemAreTwo() {
        inventory.put(container("abc1", 1, ONE), inventory.now());
        inventory.put(container("abc2", 1, TWO), inventory.now());

        assertThat(inventory.withId("abc1")).hasSize(1);
        assertThat(inventory.withId("abc")).hasSize(2);
        assertThat(inventory.withId("abd")).isEmpty();
    }

    @Test
    void noMoreAreKnownThanCanBe() {
        for (int i = 0; i <= Inventory.MOST; i++) {
            inventory.put(container("c" + i, 1), inventory.now());
        }

        assertThat(inventory.size()).isEqualTo(Inventory.MOST);
    }

    private static Container container(String id, long started, InetAddress... addresses) {
        return new Container(
                id, Instant.ofEpochSecond(started), id, "image", Map.of(), Map.of(), Set.of(addresses), false, "");
    }

    private static InetAddress address(String literal) {
        return NetUtil.createInetAddressFromIpAddressString(literal);
    }
}
