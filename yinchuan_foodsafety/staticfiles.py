"""What the browser loads comes as its makers packed it; of the packages, only what a page of ours loads."""

from fnmatch import fnmatch

from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# By prefix of STATICFILES_DIRS. The packages hold ten times as much, some of it pointing at files their makers left out.
LOADED = {
    "tabler": ["css/tabler.min.css", "js/tabler.min.js", "js/tabler.esm.min.js"],
    "tabler-icons": ["tabler-icons.min.css", "fonts/tabler-icons.*"],
    "echarts": ["echarts.min.js", "echarts.esm.min.js", "echarts.esm.min.mjs"],
    "leaflet": ["leaflet.css", "leaflet.js", "leaflet-src.esm.js", "images/*"],
}


def is_loaded(prefix, path):
    return prefix not in LOADED or any(fnmatch(path, pattern) for pattern in LOADED[prefix])


class LoadedFilesFinder(FileSystemFinder):
    """Our own static files and the listed ones of the packages; a page cannot use another, in debug as little as live."""

    def find_location(self, root, path, prefix=None):
        found = super().find_location(root, path, prefix)
        return found if is_loaded(prefix, path.removeprefix(f"{prefix}/")) else None

    def list(self, ignore_patterns):
        return ((path, storage) for path, storage in super().list(ignore_patterns) if is_loaded(getattr(storage, "prefix", None), path))


class HashedStorage(CompressedManifestStaticFilesStorage):
    """A hash in every file name, also inside CSS and in imports between our own ES modules; beside each its small form for the way."""

    # Django would also follow source maps, which are not collected, and imports quoted in other people's comments.
    patterns = (
        ("*.css", ManifestStaticFilesStorage.patterns[0][1][:2]),
        ("js/*.js", ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def create_compressor(self, **options):
        """By gzip alone: brotli, where the machine has it, saves little more and takes a minute and a half at the first start."""
        return super().create_compressor(use_brotli=False, **options)
