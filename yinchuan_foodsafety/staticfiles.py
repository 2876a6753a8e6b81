"""What the browser loads comes as its makers packed it; only what a browser reads is collected."""

from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

NOT_FOR_BROWSERS = ["*.map", "*.scss", "*.html", "*.d.ts", "package.json"]


class OnlyWhatBrowsersRead(FileSystemFinder):
    """The folders of STATICFILES_DIRS without sources, source maps and samples."""

    def list(self, ignore_patterns):
        return super().list([*(ignore_patterns or []), *NOT_FOR_BROWSERS])


class HashedStorage(ManifestStaticFilesStorage):
    """A hash in every file name, also inside CSS and in imports between our own ES modules."""

    support_js_module_import_aggregation = True
    # url(…) and @import; Django would also follow source maps, which are not collected.
    patterns = (("*.css", ManifestStaticFilesStorage.patterns[0][1][:2]),)
