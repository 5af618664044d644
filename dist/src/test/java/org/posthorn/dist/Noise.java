package org.posthorn.dist;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Texts that were good once, and have been spoilt by chance; the same for the same seed.
final class Noise {
    private static final String[] WORDS = {
        "\r\n",
        "\n",
        "\r",
        "\0",
        " ",
        "\t",
        ":",
        ";",
        ",",
        "@",
        "<",
        ">",
        "\"",
        "\\",
        "(",
        ")",
        "%",
        "%0",
        "%zz",
        "&",
        "=",
        "--",
        "{{",
        "}}",
        "é",
        "\u202e",
        "=?utf-8?q?",
        "?=",
        "a".repeat(300),
        "9".repeat(30),
        "-1",
        "..",
        "/",
        "../",
        "[",
        "]",
        "\r\n ",
        "multipart/mixed; boundary=b",
        "--b\r\n",
        ".\r\n"
    };

    private final Random random;

    Noise(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /// Up to six changes: pieces cut, doubled, swapped for words that parsers look at, and single characters changed.
    String spoilt(String good) {
        StringBuilder text = new StringBuilder(good);
        for (int changes = random.nextInt(7); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(40));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(20)));
                case 2 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
                case 3 -> text.insert(at, WORDS[random.nextInt(WORDS.length)].repeat(1 + random.nextInt(200)));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) random.nextInt(0x180));
                    }
                }
            }
        }
        return text.toString();
    }

    /// As bytes, now and then in a charset that fits badly.
    byte[] bytes(String text) {
        return text.getBytes(random.nextInt(4) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
