package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FromFieldTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                " a@b.example | a@b.example",
                " <a@b.example> | a@b.example",
                " A B <a@b.example> | a@b.example",
                " \"B, A\" <a@b.example> | a@b.example",
                " \"<x@evil.test>\" <a@b.example> | a@b.example",
                " \"x\\\"<x@evil.test>\" <a@b.example> | a@b.example",
                " A (comment <x@evil.test>, (nested\\)) ) <a@b.example> (more) | a@b.example",
                " a@b.example (A B) | a@b.example",
                " =?utf-8?q?A?= <a@b.example> | a@b.example",
                " x@evil.test <a@b.example> | a@b.example",
                " \"odd one\"@b.example | \"odd one\"@b.example",
                " <\"a@x\"@b.example> | \"a@x\"@b.example",
                " team: a@b.example; | a@b.example",
                "\ta@b.example\t | a@b.example",
            })
    void oneAddress(String value, String address) {
        FromField from = FromField.of(List.of(value));
        assertThat(from.wellFormed()).isTrue();
        assertThat(from.single()).contains(address);
        assertThat(from.domains()).contains(Set.of("b.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " nobody",
                " <>",
                " <nobody>",
                " a@",
                " @b.example",
                " a@b.example x",
                " <a@b.example> <x@evil.test>",
                " <a@b.example",
                " a@b.example>",
                " \"unended <a@b.example>",
                " (unended <a@b.example>",
                " <<a@b.example>>",
                " <@route.test:a@b.example>",
                " a@b.example@evil.test",
                " undisclosed:;",
            })
    void whatIsNotOneAddress(String value) {
        FromField from = FromField.of(List.of(value));
        assertThat(from.wellFormed()).isFalse();
        assertThat(from.single()).isEmpty();
    }

    @Test
    void severalAddressesAreAllTold() {
        FromField from = FromField.of(List.of(" A <a@one.example>, b@TWO.example, \"C, D\" <c@one.example>"));
        assertThat(from.wellFormed()).isTrue();
        assertThat(from.single()).isEmpty();
        assertThat(from.domains()).contains(Set.of("one.example", "two.example"));
    }

    @Test
    void aSecondFieldIsAFaultAndItsAddressesCount() {
        FromField from = FromField.of(List.of(" a@one.example", " b@two.example"));
        assertThat(from.wellFormed()).isFalse();
        assertThat(from.single()).isEmpty();
        assertThat(from.domains()).contains(Set.of("one.example", "two.example"));
        assertThat(FromField.of(List.of()).wellFormed()).isFalse();
    }

    @Test
    void internationalDomainsAreAskedAboutInAscii() {
        assertThat(FromField.of(List.of(" a@bücher.example")).domains()).contains(Set.of("xn--bcher-kva.example"));
        assertThat(FromField.of(List.of(" a@[192.0.2.1]")).domains()).isEmpty();
        assertThat(FromField.of(List.of(" a@" + "x".repeat(70) + ".example")).domains())
                .isEmpty();
    }

    @Test
    void aHugeFieldIsReadOnceAndNotToItsEnd() {
        assertThat(FromField.of(List.of("(".repeat(10_000_000))).wellFormed()).isFalse();
        assertThat(FromField.of(List.of("<".repeat(10_000_000))).wellFormed()).isFalse();
        FromField many = FromField.of(List.of("a@b.example,".repeat(1_000)));
        assertThat(many.addresses()).hasSize(20);
        assertThat(many.wellFormed()).isFalse();
    }
}
