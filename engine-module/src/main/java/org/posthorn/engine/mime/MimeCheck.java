package org.posthorn.engine.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Content;

/// Looks through the structure of a composed message, without changing it: depth, number of parts, and attachments that
/// SES
/// does not carry (SES Developer Guide, "unsupported attachment types").
///
/// Differs from SES: nobody looks for viruses; only the test file of EICAR is rejected after it was accepted.
public final class MimeCheck {
    private static final Set<String> BANNED = Set.of("""
            ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk
            mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi msp
            mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs vps
            vsmacros vss vst vsw vxd ws wsc wsf wsh xnk""".split("\\s+"));
    private static final MimeConfig BOUNDS = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(Limits.HEADER_BYTES)
            .setMaxHeaderCount(Limits.HEADER_FIELDS)
            .build();

    private MimeCheck() {}

    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static void check(Content content) {
        if (!isMultipartOrNamed(content)) {
            return;
        }
        MimeTokenStream stream = new MimeTokenStream(BOUNDS);
        stream.parse(new ByteArrayInputStream(content.bytes()));
        int depth = 0;
        int parts = 0;
        try {
            for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
                switch (state) {
                    case T_FIELD -> checkField(stream.getField());
                    case T_START_MULTIPART -> {
                        if (++depth > Limits.MIME_DEPTH) {
                            throw invalid("Illegal content.");
                        }
                    }
                    case T_END_MULTIPART -> depth--;
                    case T_START_BODYPART -> {
                        if (++parts > Limits.MIME_PARTS) {
                            throw invalid("Illegal content.");
                        }
                    }
                    default -> {}
                }
            }
        } catch (MimeException | IOException e) {
            throw invalid("Illegal content.");
        }
    }

    /// Most raw mail is one text part: nothing to look through then.
    private static boolean isMultipartOrNamed(Content content) {
        String headers = content.headerSection(Limits.HEADER_BYTES).toLowerCase(Locale.ROOT);
        return headers.contains("multipart/") || headers.contains("message/") || headers.contains("name");
    }

    private static void checkField(Field field) {
        String name = field.getName();
        if (!name.equalsIgnoreCase("Content-Disposition") && !name.equalsIgnoreCase("Content-Type")) {
            return;
        }
        ParameterizedHeader header = ParameterizedHeader.parse(field.getBody());
        if (name.equalsIgnoreCase("Content-Type")) {
            checkContentType(header);
        }
        for (String parameter : new String[] {"filename", "name"}) {
            header.parameter(parameter).ifPresent(MimeCheck::checkFileName);
        }
    }

    private static void checkContentType(ParameterizedHeader header) {
        if (!header.value().contains("/")) {
            throw invalid("Expected '/', got " + header.value());
        }
        boolean multipart = header.value().regionMatches(true, 0, "multipart/", 0, "multipart/".length());
        if (multipart && header.parameter("boundary").isEmpty()) {
            throw invalid("Missing start boundary");
        }
    }

    private static void checkFileName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot >= 0 && BANNED.contains(fileName.substring(dot + 1).strip().toLowerCase(Locale.ROOT))) {
            throw invalid("Illegal filename '" + fileName + "'.");
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
