"""Login and challenge pages are known as such; pages with a login box in a corner are not."""

import pytest

from crawler.walls import wall_in

ARTICLE = (
    "<p>" + "市科技局今日发布了年度重点研发计划的申报通知，各区县推荐单位须在月底前提交材料。" * 15 + "</p>"
)
WALLS = {
    "login": "<title>用户登录 - 某平台</title><form><input name=u><input type=password></form>",
    "login gbk": "<title>登录</title><form>".encode("gb18030"),
    "single sign-on": "<html><head><title>\n 统一身份认证平台 </title></head></html>",
    "captcha": "<title>某市政府</title><div id=captcha></div><script src=/captcha.js></script>",
    "slider": "<title></title><script>var x='geetest'</script><p>请完成验证</p>",
    "aliyun": "<html><script>var arg1='3F';function setCookie(){document.cookie='acw_sc__v2='+x}</script></html>",
    "jsl": "<script>document.cookie=('_')+('_jsl_clearance_s=1');var a='__jsl_clearance';</script>",
    "cloudflare": "<title>Just a moment...</title><div class=challenge-platform></div>",
    "firewall": "<title>访问受限</title>您的请求已被网站防火墙拦截",
}
PAGES = {
    "article": f"<title>申报通知</title>{ARTICLE}",
    "article with a login box": f"<title>申报通知</title>{ARTICLE}<form><input type=password></form>",
    "article with a captcha script": f"<title>申报通知</title><script src=/captcha.js></script>{ARTICLE}",
    "article on captchas": f"<title>验证破解案宣判</title>{ARTICLE}验证码",
    "list": "<title>要闻</title>" + "<a href=/1>关于组织申报重点研发计划项目的通知</a>" * 40,
    "short page": "<title>简讯</title><p>今日召开会议。</p>",
    "feed": "<rss><channel><title>要闻</title><item><title>登录新平台的通知</title></item></channel></rss>",
    "json": '{"items": [{"title": "登录"}]}',
    "empty": "",
}


def raw(page: str | bytes) -> bytes:
    return page if isinstance(page, bytes) else page.encode()


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_known(name: str) -> None:
    assert wall_in(raw(WALLS[name]))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_no_wall(name: str) -> None:
    assert wall_in(raw(PAGES[name])) == ""
