package io.opensergo.controlplane.command;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/**
 * Says in words why a file cannot be read.
 */
final class FileProblem {

	private FileProblem() {
	}

	static String of(Throwable ex) {
		if (ex instanceof UncheckedIOException && ex.getCause() != null) {
			return of(ex.getCause());
		}
		if (ex instanceof NoSuchFileException) {
			return "no such file";
		}
		if (ex instanceof AccessDeniedException) {
			return "permission denied";
		}
		if (ex instanceof FileSystemLoopException) {
			return "a symbolic link leads back to a folder above it";
		}
		if (ex instanceof CharacterCodingException) {
			return "it is not UTF-8 text";
		}
		return String.valueOf(ex.getMessage());
	}

}
