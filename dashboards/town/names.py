"""Invented names. No person, shop or number here is real."""

from pypinyin import lazy_pinyin

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕彬鹏辉健俊峰宁宇浩晨阳雪梅兰琴云洁莹倩婷薇颖琳慧楠凯翔斌波海"
    "龙飞瑞祥福安康乐成志远文博思源嘉怡欣然子轩雨桐"
)
SHOP_FIRST = "宁味福源鑫顺祥和盛德聚丰吉庆瑞康泰安顺达荣华永兴金银河凤凰贺兰塞上沙湖枸杞红果绿洲新月清雅润泽百味万家千禾朝阳晨光"
SHOP_WORDS = {
    "F01": ["食品有限公司", "乳业有限公司", "粮油有限公司", "枸杞制品有限公司", "肉制品有限公司"],
    "F02": ["豆腐坊", "馓子坊", "醋坊", "粉条加工坊", "馒头坊"],
    "F03": ["购物广场", "超市", "生活超市", "百货"],
    "F04": ["便利店", "食品店", "副食店", "粮油店", "小卖部"],
    "F05": ["农贸市场", "便民菜市场"],
    "F06": ["农产品批发市场", "果蔬批发市场"],
    "F07": ["冷链物流", "冷库"],
    "F08": ["母婴用品店", "保健食品店", "营养品店"],
    "F09": ["文具食品店", "学生超市", "小食店"],
    "F10": ["大酒店", "饭庄", "羊肉馆", "火锅城", "酒楼"],
    "F11": ["面馆", "小吃店", "手抓饭馆", "早餐店", "饺子馆", "麻辣烫", "拉面馆", "凉皮店"],
    "F12": ["蛋糕房", "烘焙坊", "糕点店"],
    "F13": ["茶饮店", "咖啡馆", "鲜果饮品店"],
    "F14": ["小学食堂", "中学食堂", "幼儿园食堂"],
    "F15": ["养老院食堂", "敬老院食堂", "老年餐桌"],
    "F16": ["机关食堂", "企业食堂", "项目部食堂"],
    "F17": ["中央厨房", "团餐配送中心"],
    "F18": ["外卖餐厅", "轻食外卖店"],
    "F19": ["烤饼摊", "煎饼摊", "烧烤摊", "炒货摊"],
    "F20": ["餐具消毒中心", "餐饮具消毒配送中心"],
}
ROADS = ["兴和路", "福民街", "文昌巷", "新民路", "丰收街", "安居路", "和平巷", "阅湖路", "民生街", "集贸街"]


class Names:
    """Hands out names of people, each with a user name nobody else has, and names of shops."""

    def __init__(self, rng, taken=()):
        self.rng, self.taken = rng, set(taken)

    def person(self):
        """A name and its user name, as ("赵梅", "zhaomei")."""
        name = self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, self.rng.choice((1, 2, 2))))
        return name, self.user_name(name)

    def user_name(self, name):
        base = "".join(lazy_pinyin(name))
        found, number = base, 1
        while found in self.taken:
            number += 1
            found = f"{base}{number}"
        self.taken.add(found)
        return found

    def principal(self):
        return self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, 2))

    def shop(self, format_code):
        first = "".join(self.rng.sample(SHOP_FIRST, 2)) if self.rng.random() < 0.75 else f"{self.rng.choice(SURNAMES)}记"
        return first + self.rng.choice(SHOP_WORDS[format_code])

    def phone(self, serial):
        """An obviously invented number: 139 0000 and the serial."""
        return f"1390000{serial % 10000:04d}"
