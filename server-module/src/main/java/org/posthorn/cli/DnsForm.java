package org.posthorn.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How `posthorn identity dns` writes the records of a domain.
///
/// What is in two zones, the domain's and that of `mail.domain`, stands apart; what is not needed is left out of what a
/// machine reads, and stands in a comment.
enum DnsForm {
    TABLE {
        @Override
        String text(String domain, String mailDomain, JsonNode records, int columns) {
            ArrayNode shown = ((ArrayNode) records).deepCopy();
            // The state says so, too.
            shown.forEach(row -> ((ObjectNode) row).remove("needed"));
            return AnswerTable.of(shown, columns);
        }
    },
    ZONE {
        @Override
        String text(String domain, String mailDomain, JsonNode records, int columns) {
            StringBuilder out = new StringBuilder();
            zones(domain, mailDomain, records).forEach((zone, rows) -> {
                out.append(heading(";", zone, domain));
                for (JsonNode row : rows) {
                    boolean needed = row.path("needed").asBoolean();
                    out.append(needed ? "" : "; " + row.path("state").asString() + ": ")
                            .append(nameOf(row))
                            .append(". ")
                            .append(TTL_SECONDS)
                            .append(" IN ")
                            .append(typeOf(row))
                            .append(' ')
                            .append(zoneValue(row))
                            .append('\n');
                }
            });
            return out.toString();
        }
    },
    JSON {
        @Override
        String text(String domain, String mailDomain, JsonNode records, int columns) {
            return records + "\n";
        }
    },
    /// For the provider `hashicorp/aws`.
    TERRAFORM {
        @Override
        String text(String domain, String mailDomain, JsonNode records, int columns) {
            StringBuilder out = new StringBuilder();
            zones(domain, mailDomain, records).forEach((zone, rows) -> {
                String variable = label("zone_of_" + zone);
                out.append(heading("#", zone, domain))
                        .append("variable \"")
                        .append(variable)
                        .append("\" {\n  type        = string\n  description = ")
                        .append(hcl("Id of the Route 53 zone that has " + zone))
                        .append("\n}\n\n");
                sets(rows).forEach((label, set) -> out.append(resource(label, variable, set)));
                rows.stream()
                        .filter(row -> !row.path("needed").asBoolean())
                        .forEach(row -> out.append("# ")
                                .append(row.path("state").asString())
                                .append(": ")
                                .append(nameOf(row))
                                .append(' ')
                                .append(typeOf(row))
                                .append(' ')
                                .append(hcl(routeValue(row)))
                                .append("\n\n"));
            });
            return out.toString();
        }
    };

    private static final int TTL_SECONDS = 3_600;
    /// RFC 1035 §3.3: a character string of a TXT record has at most 255 octets.
    private static final int STRING_OCTETS = 255;

    /// @param mailDomain where aliases lead
    /// @param records as the admin endpoint answers `identity/dns`
    /// @param columns of the terminal, for what people read
    abstract String text(String domain, String mailDomain, JsonNode records, int columns);

    /// As `--format` takes it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The records by the zone they are in, in their order.
    private static Map<String, List<JsonNode>> zones(String domain, String mailDomain, JsonNode records) {
        Map<String, List<JsonNode>> zones = new LinkedHashMap<>();
        String own = domain.toLowerCase(Locale.ROOT);
        records.forEach(row -> zones.computeIfAbsent(
                        nameOf(row).equals(own) || nameOf(row).endsWith("." + own) ? own : mailDomain,
                        zone -> new ArrayList<>())
                .add(row));
        return zones;
    }

    private static String heading(String comment, String zone, String domain) {
        return comment + " In the zone of " + zone
                + (zone.equalsIgnoreCase(domain)
                        ? ":\n"
                        : ", what the aliases of " + domain + " lead to; or publish these texts\n" + comment
                                + " there, under the names of the aliases and instead of them:\n");
    }

    private static String zoneValue(JsonNode row) {
        String value = row.path("value").asString();
        return switch (typeOf(row)) {
            case "TXT" ->
                strings(value).stream()
                        .map(string -> "\"" + escape(string) + "\"")
                        .collect(Collectors.joining(" "));
            default -> value + "."; // CNAME and MX end with a name
        };
    }

    /// RFC 1035 §5.1: a quote or a backslash behind a backslash, other octets that are not printable as `\DDD`.
    private static String escape(String string) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format(Locale.ROOT, "\\%03d", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// The value in strings of 255 characters, each an octet: the records are ASCII.
    private static List<String> strings(String value) {
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < value.length(); i += STRING_OCTETS) {
            strings.add(value.substring(i, Math.min(value.length(), i + STRING_OCTETS)));
        }
        return strings.isEmpty() ? List.of("") : strings;
    }

    /// Records of one name and type are one resource.
    private static Map<String, List<JsonNode>> sets(List<JsonNode> rows) {
        Map<String, List<JsonNode>> sets = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.path("needed").asBoolean())
                .forEach(row -> sets.computeIfAbsent(
                                label(nameOf(row)) + "_" + typeOf(row).toLowerCase(Locale.ROOT),
                                label -> new ArrayList<>())
                        .add(row));
        return sets;
    }

    private static String resource(String label, String variable, List<JsonNode> set) {
        JsonNode first = set.getFirst();
        return "resource \"aws_route53_record\" \"" + label + "\" {\n"
                + "  zone_id = var." + variable + "\n"
                + "  name    = " + hcl(nameOf(first)) + "\n"
                + "  type    = " + hcl(typeOf(first)) + "\n"
                + "  ttl     = " + TTL_SECONDS + "\n"
                + "  records = ["
                + set.stream().map(row -> hcl(routeValue(row))).collect(Collectors.joining(", "))
                + "]\n}\n\n";
    }

    /// The provider puts the outer quotes around a TXT record itself, those between its strings are ours.
    private static String routeValue(JsonNode row) {
        String value = row.path("value").asString();
        return typeOf(row).equals("TXT")
                ? strings(value).stream().map(DnsForm::escape).collect(Collectors.joining("\"\""))
                : value;
    }

    /// A quoted string; `$` and `%` before a brace would begin a template.
    private static String hcl(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("${", "$${")
                        .replace("%{", "%%{")
                + "\"";
    }

    /// A name as a label: letters, digits and underscores, no digit first.
    private static String label(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            out.append(plain ? c : '_');
        }
        return out.isEmpty() || Character.isDigit(out.charAt(0)) || out.charAt(0) == '-' ? "_" + out : out.toString();
    }

    private static String nameOf(JsonNode row) {
        return row.path("name").asString();
    }

    private static String typeOf(JsonNode row) {
        return row.path("type").asString();
    }
}
