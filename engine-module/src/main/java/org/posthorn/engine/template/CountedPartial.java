package org.posthorn.engine.template;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.TypeSafeTemplate;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.IntConsumer;

/// An inline partial whose text counts each time it is put in.
final class CountedPartial implements Template {
    private final Template partial;
    private final IntConsumer count;

    CountedPartial(Template partial, IntConsumer count) {
        this.partial = partial;
        this.count = count;
    }

    @Override
    public void apply(Object context, Writer writer) throws IOException {
        count.accept(partial.text().length());
        partial.apply(context, writer);
    }

    @Override
    public String apply(Object context) throws IOException {
        count.accept(partial.text().length());
        return partial.apply(context);
    }

    @Override
    public void apply(Context context, Writer writer) throws IOException {
        count.accept(partial.text().length());
        partial.apply(context, writer);
    }

    @Override
    public String apply(Context context) throws IOException {
        count.accept(partial.text().length());
        return partial.apply(context);
    }

    @Override
    public String text() {
        return partial.text();
    }

    @Override
    public String toJavaScript() {
        return partial.toJavaScript();
    }

    @Override
    public <T, S extends TypeSafeTemplate<T>> S as(Class<S> type) {
        return partial.as(type);
    }

    @Override
    public <T> TypeSafeTemplate<T> as() {
        return partial.as();
    }

    @Override
    public List<String> collect(TagType... tagType) {
        return partial.collect(tagType);
    }

    @Override
    public List<String> collectReferenceParameters() {
        return partial.collectReferenceParameters();
    }

    @Override
    public String filename() {
        return partial.filename();
    }

    @Override
    public int[] position() {
        return partial.position();
    }
}
