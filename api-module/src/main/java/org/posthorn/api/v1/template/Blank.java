package org.posthorn.api.v1.template;

import java.util.Optional;
import org.posthorn.engine.send.Text;

/// What stands for the parts that a template fills in.
final class Blank {
    static final Text TEXT = new Text("", Optional.empty());

    private Blank() {}
}
