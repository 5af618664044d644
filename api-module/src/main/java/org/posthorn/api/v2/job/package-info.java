/// API v2: jobs that bring much in and out.
package org.posthorn.api.v2.job;
