package org.posthorn.dist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/// A message made from a seed and a number: always the same for both, so that it need not be kept to be compared.
///
/// @param header lines, without their ends; folded ones hold CRLF
/// @param body as submitted: CRLF or bare LF as line ends, maybe none at the end
record TestMail(int number, List<String> recipients, List<String> header, byte[] body) {
    private static final int LARGEST = 10_000_000;

    static TestMail make(long seed, int number) {
        // Random alone begins alike for neighbouring seeds.
        Random random = new Random(new SplittableRandom(seed * 1_000_003 + number).nextLong());
        List<String> recipients = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 2 + random.nextInt(4) : 1;
        for (int i = 0; i < count; i++) {
            recipients.add("r" + i + "-" + number + (number % 3 == 0 ? "@seven.example" : "@example.net"));
        }
        List<String> header = List.of(
                "From: \"Shop; Ltd.\" <shop@example.com>",
                "To: undisclosed-recipients:;",
                "X-Test-Id: " + number,
                "Subject: number\r\n\t" + number + " of many,  with  spaces",
                "X-Folded: a" + " b".repeat(random.nextInt(30)) + "\r\n  and more",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 8bit");
        return new TestMail(number, recipients, header, body(random, size(random, number)));
    }

    /// Most are small; one in a thousand is near what the API takes.
    private static int size(Random random, int number) {
        if (number % 1_000 == 150) {
            return LARGEST;
        }
        int kind = random.nextInt(1_000);
        if (kind < 20) {
            return 0;
        }
        if (kind < 900) {
            return 1 + random.nextInt(8_000);
        }
        return kind < 990 ? 8_000 + random.nextInt(200_000) : 500_000 + random.nextInt(1_500_000);
    }

    private static byte[] body(Random random, int size) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(size + 1_000);
        String end = random.nextInt(10) == 0 ? "\n" : "\r\n";
        while (body.size() < size) {
            body.writeBytes(line(random).getBytes(StandardCharsets.UTF_8));
            body.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] bytes = body.toByteArray();
        boolean unfinished = size > 0 && random.nextInt(5) == 0;
        return unfinished ? java.util.Arrays.copyOf(bytes, bytes.length - end.length()) : bytes;
    }

    /// What SMTP and mailboxes have tripped over: dots and `From ` at the start, empty lines, spaces at the end, long
    /// lines, also beyond the 998 characters of RFC 5322 2.1.1, and text in UTF-8.
    private static String line(Random random) {
        return switch (random.nextInt(14)) {
            case 0 -> ".";
            case 1 -> "..";
            case 2 -> ".leading " + word(random);
            case 3 -> "";
            case 4 -> "From " + word(random);
            case 5 -> "trailing \t ";
            case 6 -> word(random).repeat(200).substring(0, 998);
            case 7 -> random.nextInt(20) == 0 ? word(random).repeat(600).substring(0, 2_900) : "=3D =20 =";
            case 8 -> "Grüße, 世界, 📯 " + word(random);
            case 9 -> "\u0001\u007f\u00a0 controls";
            default -> word(random) + " " + word(random) + " " + word(random);
        };
    }

    private static String word(Random random) {
        return String.format(Locale.ROOT, "%08x", random.nextInt());
    }

    byte[] raw() {
        ByteArrayOutputStream raw = new ByteArrayOutputStream(body.length + 1_000);
        header.forEach(line -> raw.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8)));
        raw.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        raw.writeBytes(body);
        return raw.toByteArray();
    }

    /// The body as a mailbox holds it: LF as line ends, the last line ended. One character per byte.
    String storedBody() {
        String text = new String(body, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /// The header fields as a mailbox holds them.
    List<String> storedHeader() {
        return header.stream().map(line -> line.replace("\r\n", "\n")).toList();
    }
}
