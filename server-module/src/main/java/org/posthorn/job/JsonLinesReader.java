package org.posthorn.job;

import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.job.RecordSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads records out of JSON, an object a line. Blank lines are none.
final class JsonLinesReader implements RecordSource.Reader {
    private static final int MOST_CHARS = 64 * 1024;
    private static final int END = -1;
    private static final String TOPICS = "topicPreferences";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Reader text;

    JsonLinesReader(Reader text) {
        this.text = text;
    }

    @Override
    public Optional<RecordSource.Line> next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean tooLong = false;
        int next = text.read();
        while (next != END) {
            if (next == '\n') {
                if (!line.toString().isBlank()) {
                    break;
                }
                line.setLength(0);
            } else if (line.length() < MOST_CHARS) {
                line.append((char) next);
            } else {
                tooLong = true;
            }
            next = text.read();
        }
        if (line.toString().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(
                tooLong
                        ? RecordSource.Line.unreadable(Cut.text(line), "the record is too long")
                        : read(line.toString().strip()));
    }

    private static RecordSource.Line read(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            return object.isObject()
                    ? RecordSource.Line.of(fields(object), Cut.text(line))
                    : RecordSource.Line.unreadable(Cut.text(line), "the line is no JSON object");
        } catch (JacksonException e) {
            return RecordSource.Line.unreadable(Cut.text(line), "the line is no JSON object");
        }
    }

    private static Map<String, String> fields(JsonNode object) {
        Map<String, String> fields = new LinkedHashMap<>();
        object.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (member.getKey().equals(TOPICS)) {
                topics(fields, value);
            } else {
                put(fields, member.getKey(), value);
            }
        });
        return fields;
    }

    /// As a list of objects like in the API, or an object of topics.
    private static void topics(Map<String, String> fields, JsonNode topics) {
        if (topics.isArray()) {
            for (JsonNode topic : topics) {
                put(fields, TOPICS + "." + topic.path("topicName").asString(""), topic.path("subscriptionStatus"));
            }
        } else {
            topics.properties().forEach(topic -> put(fields, TOPICS + "." + topic.getKey(), topic.getValue()));
        }
    }

    private static void put(Map<String, String> fields, String name, JsonNode value) {
        String text = value.isNull() || value.isMissingNode()
                ? ""
                : value.isValueNode() ? value.asString() : value.toString();
        if (!text.isEmpty()) {
            fields.put(name, text);
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
