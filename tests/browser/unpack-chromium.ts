import chromium from '@sparticuz/chromium'

/** A process of its own, because the package learns from the environment where to unpack and what. Prints the program's path. */
process.stdout.write(await chromium.executablePath())
