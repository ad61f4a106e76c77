"""The followed outlets: their titles, as pages, digests and tables call them, and their hosts."""

from jiannuo.config.load import Config


def titles(config: Config, language: str = "zh") -> dict[str, str]:
    """The followed outlets' titles by name; in English only those that have one."""
    from crawler.outlets import followed

    outlets = followed(config.settings, config.folder)
    if language == "en":
        return {outlet.name: outlet.title_en for outlet in outlets if outlet.title_en}
    return {outlet.name: outlet.title for outlet in outlets}


def hosts(config: Config) -> dict[str, tuple[str, ...]]:
    """The followed outlets' hosts by name."""
    from crawler.outlets import followed

    return {outlet.name: outlet.hosts for outlet in followed(config.settings, config.folder)}
