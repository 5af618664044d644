package org.posthorn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.part.Part;
import org.posthorn.engine.part.Parts;

class PartOrderTest {
    @Test
    void partsStartInOneOrderWhateverModuleTheyAreOf() {
        Set<Parts> modules = new LinkedHashSet<>(
                List.of(of("run files", "api", "delivery"), of("submission", "clock"), of("relay", "ready")));
        assertThat(new PartOrder(modules).parts())
                .extracting(Part::name)
                .containsExactly("clock", "relay", "delivery", "submission", "api", "ready", "run files");
    }

    @Test
    void aPartWithoutAPlaceIsAFault() {
        PartOrder order = new PartOrder(Set.of(of("clock", "fountain")));
        assertThatThrownBy(order::parts)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("part fountain has no place in the order");
    }

    @Test
    void twoPartsOfOneNameAreAFault() {
        PartOrder order = new PartOrder(new LinkedHashSet<>(List.of(of("clock"), of("relay", "clock"))));
        assertThatThrownBy(order::parts)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("two parts have one name: clock, relay, clock");
    }

    private static Parts of(String... names) {
        return () -> Stream.of(names).map(name -> Part.step(name, () -> {})).toList();
    }
}
