/// Where the files of import jobs come from, and how they are read.
@org.jspecify.annotations.NullMarked
package org.posthorn.job;
