"""Scrapy's settings for one crawl: polite, bounded, verified, and silent on standard output."""

from typing import Any

from scrapy.settings import default_settings

from crawler.outlet import Outlet
from jiannuo import __version__
from jiannuo.config.load import Config

# What Scrapy does for every request and answer by itself, and nothing here asks for: lists of allowed domains
# (the guard and the outlet say where we go), passwords, counts that nobody reads, the depth of links.
_USELESS = (
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.stats.DownloaderStats",
)
_PROXY = "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware"
_USELESS_BESIDE_SPIDERS = (
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
)
# Newer versions of Scrapy have another name for it, and complain of the old one at each crawl.
_RESOLVER = "TWISTED_DNS_RESOLVER" if hasattr(default_settings, "TWISTED_DNS_RESOLVER") else "DNS_RESOLVER"


def crawl_settings(config: Config, outlet: Outlet, run: int) -> dict[str, Any]:
    """Every setting that differs from Scrapy's defaults, which are neither polite nor bounded."""
    crawl, archive = config.settings.crawl, config.settings.archive
    contact = f" (+{crawl.contact})" if crawl.contact else ""
    delay = (
        crawl.delay_seconds
        if outlet.delay_seconds is None
        else max(outlet.delay_seconds, crawl.delay_seconds)
    )
    return {
        "JIANNUO_CONFIG": str(config.file) if config.file else "",
        "JIANNUO_RUN": run,
        "JIANNUO_PROXY": crawl.proxy,
        "JIANNUO_NAMESERVERS": list(crawl.nameservers),
        "JIANNUO_PORTS": list(crawl.ports),
        "JIANNUO_ALLOW_PRIVATE": list(crawl.allow_private),
        "JIANNUO_DELAY": delay,
        "JIANNUO_SILENCE": config.settings.workers.lost_seconds / 4 if config.settings.workers.crawl else 0.0,
        "JIANNUO_ARCHIVE": str(config.path(archive.folder)) if archive.folder else "",
        "JIANNUO_ARCHIVE_BYTES": archive.file_megabytes * 1_000_000,
        "JIANNUO_ARCHIVE_DAYS": archive.keep_days,
        "USER_AGENT": f"jiannuo/{__version__}{contact}",
        "ITEM_PIPELINES": {
            "pipelines.prepare.PreparePipeline": 100,
            "pipelines.saving.SavePipeline": 500,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            **dict.fromkeys(_USELESS if crawl.proxy else (*_USELESS, _PROXY)),
            "crawler.middlewares.guard.GuardMiddleware": 40,
            "crawler.middlewares.proxy.ProxyMiddleware": 50,
            "crawler.middlewares.pace.PaceMiddleware": 90,
            "crawler.middlewares.robots.RobotsMiddleware": 100,
            "crawler.middlewares.conditional.ConditionalMiddleware": 110,
            "crawler.middlewares.walls.WallMiddleware": 580,
            "crawler.middlewares.unpack.UnpackMiddleware": 590,
            "crawler.middlewares.archive.ArchiveMiddleware": 900,
        },
        "SPIDER_MIDDLEWARES": dict.fromkeys(_USELESS_BESIDE_SPIDERS),
        "ROBOTSTXT_OBEY": False,  # our own middleware does it, also when robots.txt cannot be read
        "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if delay else 4,
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": 0,  # kept between all crawls of a host by the download handler
        "DOWNLOAD_TIMEOUT": crawl.timeout_seconds,
        "DOWNLOAD_MAXSIZE": crawl.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "CLOSESPIDER_TIMEOUT": max(1.0, crawl.deadline_seconds - 15),
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [502, 504],
        # Only a line that broke is worth a second try at once; the next crawl tries the rest again.
        "RETRY_EXCEPTIONS": [
            "scrapy.exceptions.DownloadFailedError",
            "twisted.internet.error.ConnectionDone",
            "twisted.internet.error.ConnectionLost",
        ],
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.turns.PacedHandler",
            "https": "crawler.turns.PacedHandler",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        _RESOLVER: "crawler.names.GuardedResolver",
        "DNS_TIMEOUT": crawl.timeout_seconds,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # looks at a callback's source for every answer
        "LOG_LEVEL": config.settings.log.level,
        "LOG_FORMAT": "%(asctime)s %(levelname)s %(name)s %(message)s",
        "STATS_DUMP": False,
    }
