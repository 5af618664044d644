package org.posthorn.api.v2.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mime.TransferEncoding;
import org.posthorn.engine.record.Bounds;

/// A file that goes with a message.
record Attachment(
        byte[] rawContent,
        Optional<Disposition> contentDisposition,
        @Bounds(max = 255) String fileName,
        @Bounds(max = 1000) Optional<String> contentDescription,
        @Bounds(min = 1, max = 78) Optional<String> contentId,
        Optional<TransferEncoding> contentTransferEncoding,
        @Bounds(min = 1, max = 78) Optional<String> contentType) {
    enum Disposition {
        ATTACHMENT,
        INLINE
    }

    static List<org.posthorn.engine.mime.Attachment> toFiles(List<Attachment> attachments) {
        return attachments.stream().map(Attachment::toFile).toList();
    }

    private org.posthorn.engine.mime.Attachment toFile() {
        return new org.posthorn.engine.mime.Attachment(
                rawContent,
                fileName,
                contentType,
                contentDisposition.filter(Disposition.INLINE::equals).isPresent(),
                contentId,
                contentDescription,
                contentTransferEncoding);
    }
}
