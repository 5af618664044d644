package org.posthorn.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

class AddressTest {
    // Reference section c, "Address parser messages".
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '^',
            value = {
                "^^|Missing final '@domain'",
                "name|Missing final '@domain'",
                "user@|Missing domain",
                "@example.com|Missing local name",
                "a b@x.com|Local address contains control or whitespace",
                "user@exa mple.com|Domain contains control or whitespace",
                "user@exämple.com|Domain contains illegal character",
                "üser@example.com|Local address contains illegal character",
                "user@ex%!ample.com|Domain contains illegal character",
                "user@.example.com|Domain starts with dot",
                "user@example.com.|Domain ends with dot",
                "user@a..com|Domain contains dot-dot",
                ".user@x.com|Local address starts with dot",
                "user.@x.com|Local address ends with dot",
                "a..b@x.com|Local address contains dot-dot",
                "A, B <x@y.com>|Illegal address",
                "\"Test|Missing '\"'",
                "a@x.com;b@y.com|Illegal semicolon, not in group",
                "A <x@y.com|Missing '>'",
                "a@x.com, b@x.com|Illegal address",
                "To: x@y|Local address contains illegal character",
                "github:user|Local address contains illegal character",
            })
    void refusesInSessWords(String address, String message) {
        assertThatThrownBy(() -> Address.parse(address))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_PARAMETER_VALUE))
                .hasMessage(message);
    }

    @Test
    void readsDisplayNamesAndKeepsTheOriginal() {
        Address address = Address.parse("\"Müller, Ann\" <Ann+x@Example.COM>");
        assertThat(address.bare()).isEqualTo("Ann+x@Example.COM");
        assertThat(address.displayName()).contains("Müller, Ann");
        assertThat(address.domain()).isEqualTo("example.com");
        assertThat(address.local()).isEqualTo("Ann+x");
        assertThat(Address.parse("=?UTF-8?Q?M=C3=BC?= <a@x.com>").displayName()).contains("Mü");
    }

    @Test
    void readsListsWithGroups() {
        assertThat(Address.parseList("A <a@x.com>, team: b@x.com, \"C, D\" <c@x.com>;, d@x.com"))
                .extracting(Address::bare)
                .containsExactly("a@x.com", "b@x.com", "c@x.com", "d@x.com");
    }
}
