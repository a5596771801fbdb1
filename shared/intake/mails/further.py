# ruff: noqa: E501, ISC004, RUF001 - a line a language
"""Wording of notices in further languages, folded: a cue, then a line a language.

French, Dutch, Polish, Swedish, Turkish, Arabic and simplified Chinese, in this order.

Taken from what words there are for these things, not from real mails of Amazon.
"""

from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, ...]] = {
    "denied": (
        r"\brefus(?:e|ee|ons)\b|\brejet(?:e|ee|ons)\b|\bpas\b[^,.;]{0,12}(?:accord|accept|approuv)",
        r"\bafgewezen|\bgeweigerd|\b(?:niet|geen)\b[^,.;]{0,12}(?:toegekend|goedgekeurd|toekennen|goedkeuren|gehonoreerd)",
        r"\bodrzuc\w+|\bodmow\w+|\bnie\b[^,.;]{0,12}(?:uzna|przyzna|zatwierdz)\w*",
        r"\bavslag\w*|\bavslas\b|\bnekat\w*|\b(?:inte|ej)\b[^,.;]{0,12}(?:bevilja|godkan)\w*",
        r"\breddedil\w*|\breddett\w*|onayla(?:n|ya|na)?ma\w+|kabul e(?:dil|de|t|d)?me\w+",
        r"(?:تم |قررنا |بعد )رفض|رفضنا|رُفضت|مرفوض|\b[وف]?(?:لم|لن|لا|عدم|تعذر\w*|غير) [^،,.;]{0,14}(?:الموافقة|نوافق|قبول|تقبل|تُقبل|منح)",
        r"驳回|(?:已|被|予以|我们)拒绝|拒绝了|否决|(?:未|不|无法|没有)[^,，。]{0,6}(?:批准|支持|通过|认可|准予)",
    ),
    "for_seller": (
        r"en votre faveur|en faveur du vendeur", r"in (?:uw|je) voordeel|in het voordeel van de verkoper",
        r"na (?:twoja|panstwa) korzysc|na korzysc sprzedawc\w+", r"till (?:din|er) fordel|till saljarens fordel",
        r"lehinize|saticinin lehine", r"لصالحك|لصالح البائع", r"对您有利|有利于(?:您|卖家)|支持(?:您|卖家)",
    ),
    "for_buyer": (
        r"en faveur (?:de l'acheteur|du client|du titulaire|de la banque)|rembours\w+ (?:a )?(?:l'acheteur|le client|au client)|l'avons rembourse",
        r"in het voordeel van de (?:koper|klant|kaarthouder|bank)|(?:koper|klant)[^,.;]{0,20}(?:terugbetaald|terug te betalen|terugbetalen)|terugbeta\w+ aan de (?:koper|klant)",
        r"na korzysc (?:kupujacego|klienta|posiadacza|banku)|zwroc\w+[^,.;]{0,20}(?:klientowi|kupujacemu)", r"till (?:koparens|kundens|kortinnehavarens|bankens) fordel|aterbetal\w+ (?:till )?(?:kunden|koparen)|(?:kunden|koparen)[^,.;]{0,12}aterbetal\w+",
        r"(?:alicinin|musterinin|kart sahibinin|bankanin) lehine|(?:musteriye|aliciya)[^,.;]{0,20}(?:iade|geri ode)", r"لصالح (?:المشتري|العميل|حامل البطاقة|البنك)|رد (?:المبلغ|الأموال) (?:إلى|ل)|(?:استرداد|المبلغ)[^،,.;]{0,14}(?:للعميل|للمشتري|إلى العميل|إلى المشتري)",
        r"(?:有利于|支持)(?:了)?(?:买家|顾客|客户|持卡人|银行)|对(?:买家|顾客|客户|持卡人)有利|向(?:买家|顾客|客户)[^,，。]{0,8}(?:退款|赔付|全额退)",
    ),
    "granted": (
        r"avons (?:accorde|accepte|approuve)|(?:a|est) (?:ete )?(?:\w+ment )?(?:accord|accept|approuv)ee?\b",
        r"\btoegekend|\bgoedgekeurd",
        r"\bprzyzna(?:lismy|no|n[aye])|\buzna(?:lismy|no|n[aye])|\bzatwierdz(?:ilismy|ono|on[aye])",
        r"\bbevilja(?:t|ts|de)|\bgodkan(?:t|ts|nt|de)",
        r"\bonayla(?:ndi|dik)|kabul ed(?:ildi|ttik)",
        r"(?:تمت |)(?:الموافقة) على|وافقنا|قبلنا|تم (?:قبول|منح)",
        r"批准|准予|认可(?:了)?(?:该|此|这|买家|您)?.{0,4}索赔",
    ),
    "spared": (
        r"\b(?:ne|n')\b.{0,40}(?:debit|factur|prelev|responsable)|avons pris en charge|amazon a "
        r"(?:pris en charge|rembourse)",
        r"\bniet .{0,40}(?:in rekening|afgeschreven|verantwoordelijk)|amazon (?:heeft|draagt)",
        r"\bnie .{0,40}(?:obciaz|odpowiedzial)|amazon pokry\w+",
        r"\binte .{0,40}(?:debiter|belast|ansvarig)|amazon (?:har betalat|star for)",
        r"tahsil edilmeyecek|sorumlu (?:degil|tutulma)|amazon karsila\w+",
        r"\b[وف]?(?:لن|لم|لا) .{0,40}(?:خصم|نخصم|تتحمل|مسؤول)|(?:تحملت|ستتحمل|تتحمل|غطت|دفعت) (?:أمازون|amazon)|(?:أمازون|amazon) (?:تحملت|ستتحمل|تتحمل|غطت|دفعت)",
        r"(?:不会|不|未|无需|没有)[^,，。]{0,18}(?:扣|承担|负责|收取)|(?:亚马逊|amazon)(?:已|将|会)?(?:为此)?(?:承担|支付|赔付|出资|补偿)|由(?:亚马逊|amazon)(?:承担|支付|出资)",
    ),
    "charged": (
        r"(?:sera|ete|avons) (?:debit|preleve|deduit)\w*",
        r"\bafgeschreven|in rekening gebracht|\bingehouden",
        r"\bobciaz(?:ymy|ylismy|one|ony)|\bpobra(?:lismy|na|no)",
        r"\bdebiter(?:at|ats|as|ar)|\bbelasta(?:t|s|des)",
        r"tahsil edil(?:di|ecek)|hesabinizdan (?:dusul|cekil)\w+|\bborclandir\w+",
        r"(?:سيتم|تم|سوف يتم|سنقوم ب|قمنا ب) ?(?:ال)?خصم|خصمنا|سنخصم|سيُخصم|ستتحمل|تتحمل المسؤولية",
        r"扣除|扣款|扣回|扣减|借记|(?:由您|您(?:将|需|须)?(?:要)?)(?:承担|负责)",
    ),
    "withdrawn": (
        r"a (?:retire|annule) (?:la|sa) reclamation|reclamation .{0,30}\bretiree",
        r"claim .{0,30}\bingetrokken|\bingetrokken.{0,20}claim",
        r"wycofa\w+ .{0,20}roszczen\w+|roszczen\w+ .{0,30}wycofan\w+",
        r"(?:aterkallat|dragit tillbaka) (?:sitt )?(?:ansprak|kravet)",
        r"talebini geri cek\w+|talep .{0,20}geri cekil\w+",
        r"(?:سحب|سحبت|ألغى|ألغت) .{0,20}مطالب|تم (?:سحب|إلغاء) (?:هذه )?المطالبة",
        r"(?:撤回|撤销|取消)(?:了)?[^,，。]{0,10}索赔|索赔[^,，。]{0,12}(?:撤回|撤销)",
    ),
    "of_the_claim": (
        r"garantie", r"beslissing", r"roszczen|decyzj|gwarancj", r"ansprak|beslut", r"talep|talebi|karar",
        r"مطالب|ضمان|قرار",
        r"索赔|保障|决定|裁定",
    ),
    "supposed": (
        r"^s[i'] ?(?:vous|le|la|les|nous|l'|aucun)", r"^(?:als|indien|tenzij)\b", r"^(?:jesli|jezeli)\b",
        r"^om (?:du|ni|vi|kopar)", r"\b(?:takdirde|durumunda)\b",
        r"^(?:إذا|في حال|ما لم|إن |لو )|\bإذا (?:كنت|لم|أردت|رغبت)",
        r"^(?:如果|如您|若|除非|假如|倘若)|如果(?:您|我们|买家)|的情况下",
    ),
    "appeal": (r"contest|\bappel\b|recours", r"bezwaar|beroep", r"odwola", r"overklag", r"itiraz e[dt]|itirazda bulun|itiraz hakk|temyiz",
        r"استئناف|تستأنف|تظلم|الطعن|اعتراض|الاعتراض",
        r"申诉|上诉|异议|复审",
    ),
    "action": (
        r"action (?:requise|necessaire)|reponse (?:requise|necessaire|attendue)|rappel",
        r"(?:actie|reactie|antwoord) (?:vereist|nodig)|herinnering",
        r"wymagan\w+ (?:dzialan\w+|reakcj\w+|odpowiedz\w*)|przypomnienie",
        r"(?:atgard|svar) kravs|paminnelse",
        r"(?:islem|yanit|cevap) gerekli|hatirlatma",
        r"(?:إجراء|رد|استجابة|الرد|الإجراء) مطلوب|مطلوب (?:منك )?(?:إجراء|اتخاذ|الرد|رد)|(?:يلزم|يجب) (?:اتخاذ|الرد)|تذكير",
        r"(?:需要|要求|请)(?:您)?(?:立即|尽快)?(?:采取(?:行动|措施)|操作|处理|回复|回应|响应)|需要(?:您的)?(?:回复|操作|信息)|提醒",
    ),
    "no_action": (
        r"aucune action|pas (?:necessaire|besoin)|n'avez rien a faire",
        r"geen actie|niets te doen|hoeft niets|hoeft u niet",
        r"\bnie musi(?:sz|cie)? |zadn\w+ dzialan\w+|\bnie jest wymagan\w+",
        r"ingen atgard|behover (?:du )?inte",
        r"islem (?:yapmaniza )?gerek(?:mez|miyor| yok)",
        r"\b[وف]?لا (?:يلزم|حاجة|يتطلب|يتعين|تحتاج|داعي|يجب)|ليس (?:عليك|مطلوب)|لا يوجد (?:أي )?إجراء|غير مطلوب|دون الحاجة",
        r"无需|无须|不需要|不必|没有(?:任何)?需要",
    ),
    "asked": (
        r"(?:veuillez|(?:merci|priere) de) (?:nous )?(?:fournir|repondre|envoyer|transmettre|soumettre)|vous devez (?:repondre|fournir|envoyer)|"
        r"avons besoin d|informations complementaires",
        r"(?:u|je) moet .{0,60}(?:reageren|antwoorden|verstrekken|sturen)|"
        r"(?:reageer|antwoord|verstrek|stuur)\b.{0,30}\b(?:binnen|ons)|meer informatie nodig",
        r"prosimy o (?:\w+ )?(?:odpowiedz|przeslanie|podanie)|(?:nalezy|musi\w*) (?:odpowiedziec|przeslac|podac)|\bodpowiedz w ciagu|"
        r"potrzebujemy",
        r"(?:vanligen|var god|du maste|ni maste) (?:svara|skicka|lamna)|\bsvara (?:inom|senast|fore)|behover mer",
        r"(?:yanit|cevap) ver(?:in|iniz|meniz)|(?:gonderin|saglayin|iletin)\b|daha fazla bilgi",
        r"(?:يرجى|الرجاء|نرجو) .{0,20}(?:الرد|تقديم|إرسال|تزويد|توفير|إضافة)|يجب (?:عليك )?(?:الرد|تقديم|إرسال|أن ترد|أن تقدم)|(?:عليك|يتعين) الرد|نحتاج إلى|معلومات إضافية|مزيد من المعلومات",
        r"请(?:您)?[^,，。]{0,24}(?:回复|答复|提供|提交|回应|发送|上传|响应)|您(?:必须|需要|应|须|需)[^,，。]{0,24}(?:回复|答复|提供|提交|回应|发送|响应)|(?:需要|要求)[^,，。]{0,8}(?:信息|资料|文件|证明)",
    ),
    "received": (
        r"\brecue?\b|\bnouvelle?\b|deposee?", r"ontvangen|\bnieuwe?\b",
        r"otrzyma\w+|\bnow[aey]\b|zlozon\w+", r"mottag\w+|\bny(?:tt|a)?\b", r"\baldiniz|alindi|\byeni\b",
        r"استلام|استلمنا|تلقينا|تلقي|وردت|جديد|تقديم",
        r"收到|新的|新索赔|新增|已提交|提起",
    ),
    "decided": (
        r"resultat|cloturee?|tranchee?", r"beslissing|besluit|uitkomst|gesloten",
        r"decyzj|rozstrzygn|\bwynik|zamkniet", r"\bbeslut|avgjor|resultat|avslutat",
        r"\bkarar|\bsonuc|kapatildi",
        r"قرار|نتيجة|إغلاق|أُغلقت|مغلقة|البت في",
        r"决定|裁定|判定|结果|已关闭|已结束|已解决",
    ),
    "to_answer": (r"repon[ds]|fourni|envoy|soumet", r"reage|reactie|antwoord|verstrek|stuur|dien", r"odpowied|przesl|przekaz|dostarcz", r"svar|skick|lamna",
                  r"yanit|cevap|gonder|ilet|sagla",
        r"الرد\b|للرد|ترد\b|تقديم|إرسال|تزويد|توفير|الإجابة",
        r"回复|答复|回应|响应|提供|提交|发送|上传",
    ),
    "not_that": (r"contest|appel|recours", r"bezwaar|beroep", r"odwola", r"overklag", r"itiraz e[dt]|itirazda bulun|itiraz hakk|temyiz",
        r"استئناف|الطعن|اعتراض|تظلم|(?:الرد على|ترد على) (?:المشتري|العميل)",
        r"申诉|上诉|异议|(?:回复|答复|联系)(?:买家|顾客|客户)|(?:我们|亚马逊)(?:将|会)[^,，。]{0,14}(?:回复|答复|通知|审核|决定)",
    ),
    "length": (
        r"jours?(?: calendaires?| ouvres?| ouvrables?)?|heures?", r"(?:kalender|werk)?dag(?:en)?\b|uur|uren",
        r"(?:dni|dzien)(?: kalendarzow\w+| robocz\w+)?|godzin\w*",
        r"(?:kalender|arbets|var)?dag(?:ar)?\b|timmar",
        r"(?:is |takvim )?gunu?\b|saat\w*",
        r"(?:أيام|يوم\w*)(?: (?:عمل|تقويمي\w*))?|ساع\w+",
        r"个?工作日|个?(?:日历日|自然日)|天|个?小时",
    ),
    "hours": (r"heure", r"\buur|\buren", r"godzin", r"timmar", r"saat",
        r"ساع",
        r"小时",
    ),
    "business": (r"ouvr", r"werkdag", r"robocz", r"arbetsdag|vardag", r"is gun",
        r"عمل",
        r"工作日",
    ),
    "t_atoz": (
        r"garantie (?:de )?a a z|reclamation.{0,60}\bcommande", r"\ba-?tot-?z", r"(?:od )?\ba do z\b",
        r"\ba[- ]till[- ](?:o|z)\b", r"a'?dan z'?ye|\ba-z garanti",
        r"ضمان من (?:الألف إلى الياء|a إلى z)|(?:مطالبة|المطالبة|مطالبات).{0,60}(?:ضمان|طلب|الطلب)",
        r"(?:商城交易|交易|a-to-z)保障|索赔.{0,40}订单|订单.{0,60}索赔",
    ),
    "t_chargeback": (
        r"retrofacturation|opposition (?:au|de) paiement|contestation de (?:paiement|prelevement|debit)|rejet de (?:debit|paiement)",
        r"terugboeking|betwiste (?:betaling|afschrijving)|betwisting van (?:de )?(?:betaling|afschrijving)",
        r"obciazeni\w+ zwrotn\w+|reklamacj\w+ (?:platnosci|transakcji|obciazenia)",
        r"aterdebitering|aterkrav|bestridd\w* (?:betalning|debitering)|kortreklamation",
        r"ters ibraz|(?:odeme|harcama) itiraz",
        r"رد (?:المبالغ|المبلغ|الرسوم) (?:المدفوعة|المدفوع|المحصلة)|استرجاع المبالغ? المدفوعة?|نزاع (?:على )?(?:الدفع|البطاقة|دفع)|اعتراض على (?:الدفع|عملية الدفع)",
        r"拒付|退单|撤单争议|付款争议|信用卡争议",
    ),
    "t_cancel": (
        r"demande d'annulation|annulation.{0,30}demande", r"annuleringsverzoek|verzoek (?:om|tot) annul\w+",
        r"(?:prosb|wnios|zadani)\w+ o anulowanie|anulowani\w+.{0,20}(?:prosb|wnios)",
        r"(?:begaran om |begard )(?:avbestallning|annullering)|avbokningsbegaran|annulleringsbegaran",
        r"iptal (?:talebi|istegi)", r"طلب (?:ال)?إلغاء", r"取消(?:订单)?(?:请求|申请)|(?:请求|申请|要求)取消",
    ),
    "t_return": (
        r"demande de retour|retour (?:autorise|demande)|autorisation de retour", r"retour(?:verzoek|aanvraag|autorisatie)|verzoek (?:om|tot) retour",
        r"(?:prosb|wnios|zadani)\w+ o zwrot (?:towaru|produktu|zamowienia)|zwrot\w* (?:towaru|produktu)|autoryzacj\w+ zwrotu",
        r"returbegaran|retur(?:godkannande|auktorisering)|begaran om retur", r"iade (?:talebi|istegi|onayi)",
        r"طلب (?:ال)?(?:إرجاع|ارجاع)|(?:إذن|تصريح) (?:ال)?إرجاع", r"退货(?:请求|申请|授权)|(?:请求|申请)退货",
    ),
    "t_refund": (
        r"remboursement.{0,60}(?:effectue|emis|initie|traite)|^remboursement (?:de|du|pour)\b|(?:effectue|emis|initie|traite|procede)\w* .{0,20}\bremboursement", r"(?:terugbetaling|restitutie).{0,60}(?:gestart|verwerkt|uitgevoerd|gedaan)",
        r"zwrot (?:pieniedzy|kosztow|srodkow|platnosci)", r"aterbetalning.{0,60}(?:har|utfard|gjord|initier|behandla)",
        r"para iadesi|geri odeme", r"(?:إصدار|بدء|معالجة|\bرد).{0,20}(?:استرداد|المبلغ|الأموال)|(?:ال)?استرداد (?:تم|صدر)",
        r"(?:已|完成|发起|处理)[^,，。]{0,8}退款|退款[^,，。]{0,16}(?:已|发起|处理|完成)",
    ),
    "t_reply": (
        r"votre (?:e-?mail|message|reponse) a ", r"(?:uw|je) (?:e-?mail|bericht|antwoord) aan ", r"(?:twoj|twoja|panstwa) (?:e-?mail|wiadomosc|odpowiedz) do ",
        r"(?:ditt|ert) (?:e-?post|meddelande|svar) till ", r"adli (?:aliciya|musteriye) (?:e-?postaniz|mesajiniz)",
        r"رسالتك إلى", r"您发(?:送)?给.{0,30}的(?:消息|邮件|电子邮件)",
    ),
    "t_message": (
        r"(?:question|message|demande) d(?:e l'|'un |e la part d'un )?(?:acheteur|client)", r"(?:vraag|bericht) van (?:een )?(?:amazon|koper|klant)",
        r"(?:pytanie|wiadomosc) od (?:klienta|kupujacego)", r"(?:fraga|meddelande) fran (?:en )?(?:amazon|kopare|kund)",
        r"(?:alicidan|musteriden|musterisinden) .{0,12}(?:soru|mesaj)", r"(?:رسالة|استفسار|سؤال) من (?:عميل|مشتر|المشتري|العميل)",
        r"(?:买家|顾客|客户)(?:发来)?(?:的)?(?:消息|咨询|提问|问题)|来自.{0,12}(?:买家|顾客|客户)",
    ),
    "ineligible": (
        r"(?:pas|non|in)[ -]?(?:est )?eligible|pas (?:pu|en mesure d)", r"komt niet in aanmerking|niet in aanmerking", r"\bnie kwalifikuj\w+|\bnie spelni\w+",
        r"(?:inte|ej) (?:berattigad|uppfyll)\w*", r"uygun degil|hak kazanama\w+", r"غير مؤهل|لا (?:تستوفي|يستوفي|تستحق)", r"不符合|没有资格|不具备",
    ),
    "reimbursed": (
        r"(?:avons|a ete|vous etes|sera) (?:rembours|dedommag|indemnis)\w+", r"\bvergoed\b|schadeloosgesteld", r"zwrocilismy|zrekompensow\w+|przyznano rekompensat\w+",
        r"\bersatt(?:s|ning har)\b|har ersatt", r"tazmin ed(?:ildi|ttik)|geri odendi", r"تم تعويض|عوضناك|تعويضك", r"(?:已|予以|向您)[^,，。]{0,6}(?:赔偿|补偿|赔付)",
    ),
    "partly": (r"partiel", r"gedeeltelijk|deels", r"czesciow", r"\bdelvis", r"kismen|kismi", r"جزئي", r"部分"),
    "silence": (
        r"(?:cloture|ferme)\w*.{0,120}(?:sans reponse|absence de reponse|pas (?:recu|repondu))|pas (?:recu|repondu).{0,140}(?:cloture|ferme)",
        r"gesloten.{0,120}(?:geen|niet).{0,20}(?:reactie|antwoord|ontvangen|gereageerd)|(?:geen|niet).{0,20}(?:reactie|antwoord|ontvangen|gereageerd).{0,140}gesloten",
        r"zamkn\w+.{0,120}(?:brak\w*|nie otrzyma\w*).{0,20}odpowied\w*|(?:brak\w*|nie otrzyma\w*).{0,20}odpowied\w*.{0,140}zamkn\w+",
        r"(?:avslutat|stangt|stangd)\w*.{0,120}(?:inget|inte|utan).{0,20}svar|(?:inget|inte|utan).{0,20}svar.{0,140}(?:avsluta|stang)\w+",
        r"(?:yanit|cevap) (?:alamadigimiz|alinamadigi|vermediginiz).{0,140}kapat\w+",
        r"(?:إغلاق|أغلقنا).{0,120}(?:عدم|لم|دون).{0,20}(?:رد|الرد|نتلق)|(?:عدم|لم|دون).{0,20}(?:رد|الرد|نتلق).{0,140}(?:إغلاق|أغلق)",
        r"(?:未|没有)(?:收到|在.{0,12})?[^。]{0,16}(?:回复|答复|回应|响应)[^。]{0,60}关闭|关闭[^。]{0,60}(?:未|没有)[^。]{0,16}(?:回复|答复|回应|响应)",
    ),
    "registered": (
        r"enregistree?|avons (?:bien )?recu votre|a (?:bien )?ete (?:soumise|deposee|envoyee)", r"geregistreerd|ingediend|hebben uw .{0,30}ontvangen",
        r"zarejestrowan\w+|zostal\w* zlozon\w+|otrzymalismy (?:twoj|panstwa)", r"registrera(?:t|ts|d)|skickats in|mottagit (?:din|ditt|er)",
        r"kaydedildi|gonderildi|olusturuldu|talebinizi aldik", r"تم (?:تسجيل|تقديم|استلام)|استلمنا (?:مطالبتك|طلبك)", r"已(?:成功)?(?:提交|登记|创建)|提交成功|(?:已)?收到(?:了)?您的",
    ),
    "updated": (r"mise? a jour", r"bijgewerkt|\bupdate", r"aktualizacj|zaktualizow", r"uppdater", r"guncelle", r"تحديث", r"更新"),
    "of_safet": (
        r"(?:votre|cette|la|une) (?:reclamation|demande)|nous (?:avons|n'avons|ne)|decision", r"(?:uw|deze|de) (?:safe-t-?)?(?:claim|verzoek|aanvraag)|(?:we|wij) hebben|beslissing",
        r"roszczeni|wnios|decyzj", r"(?:din|denna|ditt|detta|er) (?:safe-t-?)?(?:begaran|ansok\w*|ansprak\w*|arende)|anspraket|vi har|beslut",
        r"talebiniz|talebi|basvuru|karar", r"مطالبتك|المطالبة|طلبك|قرار", r"您的|该索赔|此索赔|我们",
    ),
    "liable": (
        r"vous (?:etes|avez ete juge) responsable", r"u bent (?:hiervoor )?(?:aansprakelijk|verantwoordelijk)", r"(?:ponosi(?:sz|cie)?|ponosza panstwo) odpowiedzialnosc",
        r"(?:du|ni) (?:ar|halls) ansvarig", r"sorumlu (?:tutuldunuz|bulundunuz|sizsiniz)", r"أنت مسؤول|تتحمل المسؤولية", r"由您(?:承担|负责)|您(?:需|须|应)?(?:承担|负责)",
    ),
    "stated": (
        r"(?:repon[ds]\w+|reponse|transmet\w+|fourni\w+|envoy\w+|date limite)[^:\d]{0,32}(?:avant|d'ici|au plus tard)(?: le)?", r"(?:reageer|antwoord|reageren|uiterste (?:datum|reactiedatum))[^:\d]{0,16}(?:voor|uiterlijk)",
        r"(?:odpowied\w+|termin\w*)[^:\d]{0,16}(?:do|przed)", r"(?:svara|svar)[^:\d]{0,16}(?:senast|fore)(?: den)?", r"(?:son yanit|yanit son) tarihi",
        r"(?:الرد|موعد الرد|آخر موعد)[^:\d]{0,16}(?:قبل|بحلول|أقصاه)|الموعد النهائي للرد", r"(?:回复|答复|响应)?(?:截止(?:日期|时间)|期限)(?:为|是)?|请(?:在|于)",
    ),
    "a_tracking": (
        r"numero de suivi|suivi du colis|transporteur", r"trackingnummer|track ?(?:&|and|en) ?trace|vervoerder|bezorgdienst", r"numer\w* (?:sledzenia|przesylki)|przewoznik",
        r"sparnings?nummer|fraktsedel|speditor|transportor", r"takip (?:numarasi|no)|kargo (?:firmasi|sirketi)", r"رقم التتبع|التتبع|شركة الشحن|الناقل", r"追踪编号|跟踪编号|追踪号|运单号|物流单号|承运人",
    ),
    "a_delivery": (
        r"preuve de (?:la )?livraison", r"(?:bewijs|bevestiging) van (?:af)?levering|leveringsbewijs|afleverbewijs", r"(?:dowod|potwierdzeni)\w* (?:dostawy|doreczenia)",
        r"leveransbevis|bevis pa leverans", r"teslimat (?:kaniti|belgesi|onayi)", r"إثبات (?:ال)?(?:تسليم|توصيل)", r"(?:送达|签收|妥投|交付)证明|配送证明",
    ),
    "a_signature": (r"signature", r"handtekening", r"podpis", r"underskrift|namnteckning|signatur", r"\bimza", r"توقيع", r"签名|签字"),
    "a_messages": (
        r"(?:echanges|correspondance|messages) avec", r"(?:correspondentie|berichten|communicatie) met", r"(?:korespondencj|wiadomosc|komunikacj)\w* z ", r"(?:korrespondens|meddelanden|kommunikation) med",
        r"(?:yazisma|mesajlasma)", r"(?:المراسلات|الرسائل|التواصل) مع", r"与(?:买家|顾客|客户)的(?:沟通|往来|消息|通信|邮件)",
    ),
    "a_photos": (r"\bphoto|image", r"\bfoto|afbeelding", r"zdjeci", r"\bfoto|\bbild", r"fotograf|resim|gorsel", r"صور", r"照片|图片"),
    "a_invoices": (r"facture", r"factu(?:ur|ren)", r"faktur", r"faktur", r"fatura", r"فاتورة|فواتير", r"发票"),
    "a_return": (
        r"(?:adresse|etiquette) de retour", r"retour(?:adres|label|etiket)", r"(?:adres|etykiet)\w* (?:do )?zwrot", r"retur(?:adress|etikett|frakt)", r"iade (?:adresi|etiketi)", r"(?:عنوان|ملصق) (?:ال)?إرجاع", r"退货(?:地址|标签)",
    ),
    "a_refund": (
        r"(?:preuve|confirmation) (?:du|de) remboursement", r"(?:bewijs|bevestiging) van (?:de )?(?:terugbetaling|restitutie)", r"(?:dowod|potwierdzeni)\w* zwrotu (?:pieniedzy|kosztow|srodkow)",
        r"(?:bevis|bekraftelse) pa aterbetalning", r"iade (?:kaniti|belgesi|dekontu)", r"إثبات (?:ال)?استرداد", r"退款(?:证明|凭证)",
    ),
    "a_shipping": (
        r"(?:date|mode) d'expedition", r"verzend(?:datum|methode|wijze)", r"(?:dat|metod|sposob)\w* wysylki", r"(?:leverans|frakt)(?:datum|satt|metod)|avsandningsdatum", r"(?:gonderim|kargolama) (?:tarihi|yontemi)", r"(?:تاريخ|طريقة) (?:ال)?شحن", r"(?:发货|配送)(?:日期|方式|时间)",
    ),
}  # fmt: skip


def with_further(pattern: str, *cues: str) -> str:
    """Return a pattern that knows the further languages as well."""
    return "|".join((pattern, *(words for cue in cues for words in _WORDS[cue])))


FURTHER_LENGTHS = "|".join(_WORDS["length"])
