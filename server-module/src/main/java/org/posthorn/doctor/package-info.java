/// What `posthorn doctor` looks at.
package org.posthorn.doctor;
