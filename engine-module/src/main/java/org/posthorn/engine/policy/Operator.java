package org.posthorn.engine.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// The operators of conditions. The constants are kept with policies by name, so none may be renamed.
@SuppressWarnings("ImmutableEnumChecker") // its functions hold no state
public enum Operator {
    STRING_EQUALS("StringEquals", false, String::equals, any -> true),
    STRING_NOT_EQUALS("StringNotEquals", true, String::equals, any -> true),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, String::equalsIgnoreCase, any -> true),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, String::equalsIgnoreCase, any -> true),
    STRING_LIKE("StringLike", false, Glob::matches, any -> true),
    STRING_NOT_LIKE("StringNotLike", true, Glob::matches, any -> true),
    NUMERIC_EQUALS("NumericEquals", false, number(sign -> sign == 0), Operator::isNumber),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, number(sign -> sign == 0), Operator::isNumber),
    NUMERIC_LESS_THAN("NumericLessThan", false, number(sign -> sign < 0), Operator::isNumber),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, number(sign -> sign <= 0), Operator::isNumber),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, number(sign -> sign > 0), Operator::isNumber),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, number(sign -> sign >= 0), Operator::isNumber),
    DATE_EQUALS("DateEquals", false, date(sign -> sign == 0), Operator::isDate),
    DATE_NOT_EQUALS("DateNotEquals", true, date(sign -> sign == 0), Operator::isDate),
    DATE_LESS_THAN("DateLessThan", false, date(sign -> sign < 0), Operator::isDate),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, date(sign -> sign <= 0), Operator::isDate),
    DATE_GREATER_THAN("DateGreaterThan", false, date(sign -> sign > 0), Operator::isDate),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, date(sign -> sign >= 0), Operator::isDate),
    BOOL("Bool", false, String::equalsIgnoreCase, Operator::isBool),
    IP_ADDRESS("IpAddress", false, Cidr::contains, Cidr::isValid),
    NOT_IP_ADDRESS("NotIpAddress", true, Cidr::contains, Cidr::isValid),
    ARN_EQUALS("ArnEquals", false, Operator::arnFits, Operator::isArn),
    ARN_NOT_EQUALS("ArnNotEquals", true, Operator::arnFits, Operator::isArn),
    ARN_LIKE("ArnLike", false, Operator::arnFits, Operator::isArn),
    ARN_NOT_LIKE("ArnNotLike", true, Operator::arnFits, Operator::isArn),
    /// Whether the key is missing.
    NULL("Null", false, (wanted, given) -> false, Operator::isBool);

    private static final int ARN_PARTS = 6;
    private static final int NUMBER_CHARS = 40;

    private final String word;
    private final boolean negated;
    private final BiPredicate<String, String> fits;
    private final Predicate<String> valid;

    /// @param fits whether a value of the policy fits one of the request, before it is negated
    /// @param valid whether a value may stand in a policy
    Operator(String word, boolean negated, BiPredicate<String, String> fits, Predicate<String> valid) {
        this.word = word;
        this.negated = negated;
        this.fits = fits;
        this.valid = valid;
    }

    static Optional<Operator> of(String word) {
        for (Operator operator : values()) {
            if (operator.word.equalsIgnoreCase(word)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }

    boolean isNegated() {
        return negated;
    }

    boolean fits(String wanted, String given) {
        return fits.test(wanted, given);
    }

    boolean isValid(String value) {
        return valid.test(value);
    }

    private static boolean isBool(String value) {
        return value.equals("true") || value.equals("false");
    }

    private static boolean isNumber(String value) {
        return numberOf(value).isPresent();
    }

    private static boolean isDate(String value) {
        return dateOf(value).isPresent();
    }

    private static boolean isArn(String value) {
        return value.equals("*") || (value.startsWith("arn:") && value.split(":", ARN_PARTS).length == ARN_PARTS);
    }

    /// Part by part, so that a wildcard ends at a colon; the last part may hold more of them.
    private static boolean arnFits(String wanted, String given) {
        if (wanted.equals("*")) {
            return true;
        }
        String[] pattern = wanted.split(":", ARN_PARTS);
        String[] parts = given.split(":", ARN_PARTS);
        if (pattern.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!Glob.matches(pattern[i], parts[i])) {
                return false;
            }
        }
        return true;
    }

    private static BiPredicate<String, String> number(IntPredicate sign) {
        return (wanted, given) -> compare(numberOf(given), numberOf(wanted), sign);
    }

    private static BiPredicate<String, String> date(IntPredicate sign) {
        return (wanted, given) -> compare(dateOf(given), dateOf(wanted), sign);
    }

    private static <T extends Comparable<T>> boolean compare(Optional<T> given, Optional<T> wanted, IntPredicate sign) {
        return given.isPresent() && wanted.isPresent() && sign.test(given.get().compareTo(wanted.get()));
    }

    private static Optional<BigDecimal> numberOf(String text) {
        try {
            return text.length() > NUMBER_CHARS ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// A date, a time with its zone, or seconds since 1970 (IAM User Guide, "Date condition operators").
    private static Optional<Instant> dateOf(String text) {
        try {
            if (text.length() <= 12 && text.matches("\\d+")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            return Optional.of(
                    text.contains("T")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
