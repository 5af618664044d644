package org.posthorn.api.call;

import java.util.List;

/// The operations of one area, such as templates.
public interface Operations {
    List<Operation<?, ?>> operations();
}
