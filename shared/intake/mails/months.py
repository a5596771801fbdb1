# ruff: noqa: ISC004, RUF001 - names in many alphabets
"""What months are called where Amazon sells, and around it: wide and short names, folded.

From the CLDR (https://cldr.unicode.org), in 32 languages. Two months share a name where two
languages disagree: then a date can be read in two ways.
"""

from collections import defaultdict
from collections.abc import Mapping

_NAMES = (
    "ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janeiro januar januara januari "
    "january janv janvaris janvier led leden ledna oca ocak saus sausio sausis sij sijecanj "
    "sijecnja sty styczen stycznia tammi tammikuu tammikuuta ιαν ιανουαριοσ ιανουαριου січ "
    "січень січня янв январь января яну януари ינואר يناير",
    "feb febbraio febr febrer febrero februar februara februari februarie februaris february "
    "fev fevereiro fevr fevrier helmi helmikuu helmikuuta lut lutego luty sub subat uno unor "
    "unora vas vasario vasaris veebr veebruar velj veljaca veljace φεβ φεβρουαριοσ "
    "φεβρουαριου лют лютии лютого фев февр февраль февраля февруари פברואר فبراير",
    "mac bre brezen brezna kov kovas kovo maalis maaliskuu maaliskuuta maart mar marc marca march "
    "marcius marco marec maret mars mart martie marts marz marzec marzo mrt mrz ozu ozujak "
    "ozujka μαρ μαρτιοσ μαρτιου бер березень березня мар март марта מרץ مارس",
    "abr abril apr april aprila aprile aprilie aprilis aprill avr avril bal balandis "
    "balandzio dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecien kwietnia nis nisan tra "
    "travanj travnja απρ απριλιοσ απριλιου апр апрель апреля април квіт квітень квітня אפריל "
    "أبريل",
    "geg geguze geguzes kve kveten kvetna mag maggio mai maig maijs maio maj maja majus may "
    "mayo mayis mei svi svibanj svibnja touko toukokuu toukokuuta μαι μαιοσ μαιου маи мая "
    "трав травень травня מאי مايو",
    "birz birzelio birzelis cerven cervna cvn cze czerwca czerwiec giu giugno haz haziran iun "
    "iunie juin jun juna june junho juni junij junijs junio junius juny juuni kesa kesakuu "
    "kesakuuta lip lipanj lipnja ιουν ιουνιοσ ιουνιου июн июнь июня черв червень червня юни "
    "יוני يونيو",
    "julai cervence cervenec cvc heina heinakuu heinakuuta iul iulie juil juillet jul jula julho "
    "juli julij julijs julio juliol julius july juuli liep liepa liepos lip lipca lipiec lug "
    "luglio srp srpanj srpnja tem temmuz ιουλ ιουλιοσ ιουλιου июл июль июля лип липень липня "
    "юли יולי يوليو",
    "ogo ogos ago agost agosto agu agustos agustus aout aug august augusta augusti augusts "
    "augustus augusztus avg avgust elo elokuu elokuuta kol kolovoz kolovoza rugp rugpjucio "
    "rugpjutis "
    "sie sierpien sierpnia srp srpen srpna αυγ αυγουστοσ αυγουστου авг август августа серп "
    "серпень серпня אוגוסט أغسطس",
    "eyl eylul rugs rugsejis rugsejo ruj rujan rujna sep sept september septembra septembre "
    "septembrie septembris septiembre set setembre setembro settembre syys syyskuu syyskuuta "
    "szept szeptember wrz wrzesien wrzesnia zar zari σεπ σεπτεμβριοσ σεπτεμβριου вер вересень "
    "вересня сент сентябрь сентября сеп септември ספטמבר سبتمبر",
    "eki ekim lis listopad listopada loka lokakuu lokakuuta oct october octobre octombrie "
    "octubre okt oktober oktobra oktobris oktoober ott ottobre out outubro paz pazdziernik "
    "pazdziernika rij rijen rijna spal spalio spalis οκτ οκτωβριοσ οκτωβριου жовт жовтень "
    "жовтня окт октомври октябрь октября אוקטובר أكتوبر",
    "kas kasim lapkr lapkricio lapkritis lis listopad listopada listopadu marras marraskuu "
    "marraskuuta noiembrie nov november novembra novembre novembris novembro noviembre stu "
    "studeni studenoga νοε νοεμβριοσ νοεμβριου лист листопад листопада ное ноември нояб "
    "ноябрь ноября נובמבר نوفمبر",
    "dis disember ara aralik dec december decembra decembre decembrie decembris des desember "
    "desembre "
    "dets detsember dez dezember dezembro dic dicembre diciembre gru grudnia grudzien gruod "
    "gruodis gruodzio joulu joulukuu joulukuuta pro prosinac prosinca prosince prosinec δεκ "
    "δεκεμβριοσ δεκεμβριου груд грудень грудня дек декабрь декабря декември דצמבר ديسمبر",
)


def _by_name() -> Mapping[str, tuple[int, ...]]:
    found: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
    for month, names in enumerate(_NAMES, start=1):
        for name in names.split():
            found[name] += (month,)
    return dict(found)


MONTHS = _by_name()
"""Folded name → the months it may mean."""
