package org.posthorn.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

class AddressTest {
    // SES's texts, as its users quote them: those of JavaMail's InternetAddress.
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
                "user@exämple.com|Domain contains control or whitespace",
                "üser@example.com|Local address contains control or whitespace",
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
                // What is not ASCII is a control character wherever it stands, also where no at-sign follows: seen with
                // letters, and the parser does not tell others apart.
                "user@example.com\u00a0|Domain contains control or whitespace",
                "user@example.com\u200b|Domain contains control or whitespace",
                "user@example.com\u202c|Domain contains control or whitespace",
                "user@例え.jp|Domain contains control or whitespace",
                "\ufeffuser@example.com|Local address contains control or whitespace",
                "Ann <やまだ@例え.jp>|Local address contains control or whitespace",
                "やまだ|Local address contains control or whitespace",
                "a@例え@example.com|Domain contains control or whitespace",
                "a@b@example.com|Domain contains illegal character",
                "user@a]b.com|Domain contains illegal character",
                "a\"b\"@x.com|Quote not at start of local address",
                "=?utf-8?Q?a@x.com?=|Domain contains illegal character",
            })
    void refusesInSessWords(String address, String message) {
        assertThatThrownBy(() -> Address.parse(address))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_PARAMETER_VALUE))
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\tb\"@x.com", "\"a\u0000b\"@x.com", "\"ü\"@x.com", "\"a\\\u0001\"@x.com"})
    void controlCharactersAreRefusedBetweenQuotesToo(String address) {
        assertThatThrownBy(() -> Address.parse(address))
                .isInstanceOf(SesException.class)
                .hasMessage("Local address contains control or whitespace");
        assertThat(Address.isWellFormed(address)).isFalse();
    }

    // Probed from outside with real SES, and published: a line break has words of its own.
    @ParameterizedTest
    @ValueSource(strings = {"\"a\nb\"@x.com", "\"a\r\nb\"@x.com", "\"a\rb\"@x.com", "\"a\r\n b\"@x.com"})
    void lineBreaksBetweenQuotesMakeAnInvalidAddress(String address) {
        assertThatThrownBy(() -> Address.parse(address))
                .isInstanceOf(SesException.class)
                .hasMessage("Invalid email address " + address + ".");
        assertThat(Address.isWellFormed(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<@a,@b:u@c.com>", "a\\ b@x.com"})
    void routesAndBackslashesAreRefused(String address) {
        assertThatThrownBy(() -> Address.parse(address))
                .isInstanceOf(SesException.class)
                .hasMessage("Local address contains illegal character");
    }

    @Test
    void anAddressThatIsTooLongIsRefused() {
        assertThat(Address.isWellFormed("a".repeat(314) + "@x.com")).isTrue();
        assertThat(Address.isWellFormed("a".repeat(315) + "@x.com")).isFalse();
        String longest = "A <" + "a".repeat(310) + "@x.com>";
        assertThat(longest).hasSize(320);
        Address.parse(longest).checkLength();
        Address.parse("a".repeat(314) + "@x.com").checkLength();
        for (String text : List.of("AB <" + "a".repeat(310) + "@x.com>", "a".repeat(315) + "@x.com")) {
            Address tooLong = Address.parse(text);
            assertThatThrownBy(tooLong::checkLength)
                    .isInstanceOf(SesException.class)
                    .hasMessage("Address length is more than 320 characters long: '" + text + "'.");
        }
        Address quoted = Address.parse("\"" + "n".repeat(311) + "\" <a@x.com>");
        assertThatThrownBy(quoted::checkLength)
                .as("as the parser prints it: quotes that need not be are gone")
                .hasMessage("Address length is more than 320 characters long: '" + "n".repeat(311) + " <a@x.com>'.");
        String huge = "n".repeat(10_000_000) + " <a@x.com>";
        assertThatThrownBy(() -> Address.parse(huge))
                .hasMessage("Address length is more than 320 characters long: '" + huge + "'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a b\"@x.com",
                "\"<a>\"@x.com",
                "\"a\\\"b\"@x.com",
                "\"a@b, c\"@X.com",
                "a@[192.0.2.1]",
                "a'b!#$%&*+=?^`{|}~@x-y.com"
            })
    void whatStandsAloneIsItsOwnBareAddress(String address) {
        assertThat(Address.isWellFormed(address)).isTrue();
        assertThat(Address.parse(address).bare()).isEqualTo(address);
        assertThat(Address.isWellFormed("<" + address + ">")).isFalse();
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
        assertThatThrownBy(() -> Address.parseAuthors("ceo@b.example: me@a.example;"))
                .isInstanceOf(SesException.class)
                .hasMessage("Illegal address");
        assertThat(Address.parseList("A <a@x.com>, team: b@x.com, \"C, D\" <c@x.com>;, d@x.com"))
                .extracting(Address::bare)
                .containsExactly("a@x.com", "b@x.com", "c@x.com", "d@x.com");
    }
}
